-- SPDX-License-Identifier: Apache-2.0
-- The modules that policies may require, as gait.<name>, one name a line; each is a file beside this one.
return {
    "secrets",
    "tokens",
}
