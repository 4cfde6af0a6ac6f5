/* SPDX-License-Identifier: Apache-2.0 */
#include "gate/words.h"

#include <stddef.h>

const char *const gi_verdicts[] = { "allow", "dry_run", "require_approval", "block", NULL };

const char *const gi_risks[] = { "low", "medium", "high", "critical", NULL };

const char *const gi_phases[] = { "plan", "apply", NULL };

const char *const gi_target_kinds[] = { "path",  "url",   "host",  "repo",  "bucket",
                                        "table", "queue", "topic", "other", NULL };

const char *const gi_discovery_methods[] = { "webmcp",     "dynamic_mcp", "a2a",     "mcp",
                                             "static_mcp", "manual",      "unknown", NULL };

const char *const gi_provenance_sources[] = { "user", "tool_output", "external", "system", NULL };

const char *const gi_credential_sources[] = { "aws_iam_user",
                                              "aws_sts",
                                              "azure_federated",
                                              "command",
                                              "env",
                                              "gcp_sts",
                                              "github_oidc",
                                              "github_pat",
                                              "kubernetes_service_account",
                                              "stub",
                                              "unknown",
                                              "vault_dynamic",
                                              NULL };
