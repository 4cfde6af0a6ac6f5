-- SPDX-License-Identifier: Apache-2.0

cases "looking" {
    { "a file", tool = "tool.read", expect = "allow", rule = "looks" },
    { "a customer", tool = "crm.get_customer", expect = "allow" },
    { "a page, at any depth", tool = "wiki.eng.api.get_page", expect = "allow" },
    { "writing", tool = "tool.write", expect = "block", reasons = "default_block" },
    { "a tool that only begins alike", tool = "crm.get_customer.delete", expect = "block" },
}
