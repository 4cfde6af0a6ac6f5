/* SPDX-License-Identifier: Apache-2.0 */
#include "script.h"

static const char intent_text[] =
    "{\"action\":\"deploy\",\"amount\":1200,\"ratio\":1.0,\"price\":0.1,\"big\":9007199254740993,"
    "\"huge\":18446744073709551616,\"low\":-9223372036854775808,\"yes\":true,\"nothing\":null,"
    "\"empty\":[],\"none\":{},\"odd name\":1,"
    "\"targets\":[{\"domain\":\"a.example\"},{\"domain\":\"b.example\"}],"
    "\"tags\":{\"zeta\":1,\"alpha\":2,\"mid\":null,\"beta\":4}}";

static gait_str with_intent(gait_arena *arena, const char *source, gi_run *run)
{
    return body_of(arena, source, test_json(arena, intent_text), run);
}

static void tables_become_objects_and_arrays(void **state)
{
    gait_arena *arena = *state;
    assert_str(body(arena, "return { b = 1, a = { 1, 2, { } }, c = 'x' }"),
               "{\"a\":[1,2,{}],\"b\":1,\"c\":\"x\"}");
    assert_str(body(arena, "return { [1] = 1, [2.0] = 2 }"), "[1,2]");
    assert_str(body(arena, "return nil"), "null");
    assert_str(body(arena, "return true, 2"), "true");
}

static void numbers_keep_their_kind(void **state)
{
    gait_arena *arena = *state;
    assert_str(body(arena, "return { 1, 1.0, 0.1, -0.0, 2^53, 1e300, math.mininteger, 7 // 2 }"),
               "[1,1,0.1,0,9007199254740992,1e+300,-9223372036854775808,3]");
}

static void what_json_cannot_say_is_refused_with_its_path(void **state)
{
    gait_arena *arena = *state;
    static const struct {
        const char *source;
        const char *message;
    } rows[] = {
        { "return { a = { 1, 0/0 } }",
          "bad_result: a[2]: a number that is infinite or not a number" },
        { "return { a = { b = 1/0 } }",
          "bad_result: a.b: a number that is infinite or not a number" },
        { "return { a = { 1, x = 2 } }", "bad_result: a: a table with both names and positions" },
        { "return { 1, nil, 3 }", "bad_result: a list with holes" },
        { "return { [true] = 1 }", "bad_result: a key that is neither a text nor a position" },
        { "return { [0] = 1 }", "bad_result: a key that is neither a text nor a position" },
        { "return { [1.5] = 1 }", "bad_result: a key that is neither a text nor a position" },
        { "local t = {} t.a = { t } return t", "bad_result: a[1]: a table that contains itself" },
        { "return { f = pairs }", "bad_result: f: a function" },
        { "return { i = intent }", "bad_result: a part of the intent" },
        { "local t = {} for i = 1, 70 do t = { t } end return t", NULL },
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        gi_run run;
        bool reads = gait_str_contains(gait_str_of(rows[i].source), GAIT_STR("intent"));
        gait_str got = reads ? with_intent(arena, rows[i].source, &run)
                             : body_of(arena, rows[i].source, NULL, &run);
        assert_int_equal(run.stop, GI_STOP_RESULT);
        if (rows[i].message != NULL)
            assert_str(got, rows[i].message);
    }
}

static void depth_up_to_the_limit_is_fine(void **state)
{
    gi_run run;
    (void)body_of(*state, "local t = 1 for i = 1, 64 do t = { t } end return t", NULL, &run);
    assert_int_equal(run.stop, GI_RAN);
    (void)body_of(*state, "local t = 1 for i = 1, 65 do t = { t } end return t", NULL, &run);
    assert_int_equal(run.stop, GI_STOP_RESULT);
}

static void a_table_in_many_places_is_paid_for_each_time(void **state)
{
    gi_run run;
    (void)body_of(*state, "local t = 1 for i = 1, 40 do t = { t, t } end return t", NULL, &run);
    assert_int_equal(run.stop, GI_STOP_FUEL);
    (void)body_of(*state,
                  "local s, t = ('x'):rep(32000), {} for i = 1, 300 do t[i] = s end return { t, t, "
                  "t, t, t, t, t, t }",
                  NULL, &run);
    assert_int_equal(run.stop, GI_STOP_FUEL);
}

static void the_argument_reads_like_a_table(void **state)
{
    gait_arena *arena = *state;
    static const struct {
        const char *expression;
        const char *value;
    } rows[] = {
        { "intent.action", "\"deploy\"" },
        { "intent.absent", "null" },
        { "intent.nothing", "null" },
        { "intent[1]", "null" },
        { "intent.targets[2].domain", "\"b.example\"" },
        { "intent.targets[3]", "null" },
        { "intent.targets[0]", "null" },
        { "intent.targets[2.0].domain", "\"b.example\"" },
        { "intent.targets['1']", "null" },
        { "#intent.targets", "2" },
        { "(pcall(function() return #intent.tags end))", "false" },
        { "math.type(intent.amount)", "\"integer\"" },
        { "math.type(intent.ratio)", "\"integer\"" },
        { "math.type(intent.price)", "\"float\"" },
        { "intent.big == 9007199254740993", "true" },
        { "intent.low == math.mininteger", "true" },
        { "math.type(intent.huge)", "\"float\"" },
        { "type(intent) .. type(intent.targets)", "\"tabletable\"" },
        { "intent.tags == intent.tags and rawequal(intent.tags, intent.tags)", "true" },
        { "intent.tags == intent.none", "false" },
        { "tostring(intent)", "\"table\"" },
        { "(select('#', table.unpack(intent.targets)))", "2" },
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        gi_run run;
        gait_str source = gait_arena_format(arena, "return %s", rows[i].expression);
        gait_str got = with_intent(arena, source.ptr, &run);
        if (!gait_str_is(got, rows[i].value))
            fail_msg("%s is %.*s", rows[i].expression, GAIT_STR_ARG(got));
    }
}

static void the_argument_is_iterated_in_order_without_nulls(void **state)
{
    gait_arena *arena = *state;
    gi_run run;
    assert_str(with_intent(
                   arena,
                   "local o = {} for k, v in pairs(intent.tags) do o[#o + 1] = k .. v end return o",
                   &run),
               "[\"alpha2\",\"beta4\",\"zeta1\"]");
    assert_str(
        with_intent(
            arena,
            "local o = {} for i, t in ipairs(intent.targets) do o[i] = t.domain end return o",
            &run),
        "[\"a.example\",\"b.example\"]");
    assert_str(with_intent(
                   arena,
                   "local o = {} for i, t in pairs(intent.targets) do o[i] = t.domain end return o",
                   &run),
               "[\"a.example\",\"b.example\"]");
    assert_str(with_intent(arena, "for k in pairs(intent.none) do return 1 end return 0", &run),
               "0");
}

static void the_argument_cannot_be_changed(void **state)
{
    static const char *const sources[] = {
        "intent.action = 'noop'",         "intent.targets[1] = nil",
        "intent.targets[1].domain = 'x'", "table.insert(intent.targets, 1)",
        "table.sort(intent.targets)",     "table.remove(intent.targets)",
    };
    for (size_t i = 0; i < sizeof sources / sizeof sources[0]; i++) {
        gi_run run;
        assert_str(with_intent(*state, sources[i], &run), "runtime_error: the intent is read-only");
    }
}

static void messages_call_the_argument_what_it_looks_like(void **state)
{
    gait_arena *arena = *state;
    gi_run run;
    assert_str(with_intent(arena, "return intent.tags + 1", &run),
               "runtime_error: attempt to perform arithmetic on a table value (field 'tags')");
    assert_str(with_intent(arena, "return 'x' .. intent.tags", &run),
               "runtime_error: attempt to concatenate a table value (field 'tags')");
    assert_str(with_intent(arena, "return intent.tags()", &run),
               "runtime_error: attempt to call a table value (field 'tags')");
}

/* ---- texts too long for Lua ---- */

static gait_str with_long(gait_arena *arena, const char *source)
{
    char *text = gait_arena_alloc(arena, 40001);
    memset(text, 'x', 40000);
    gait_json *object = gait_json_new_object(arena);
    gait_json_set(arena, object, GAIT_STR("long"), gait_json_string((gait_str){ text, 40000 }));
    gait_json_set(arena, object, GAIT_STR("same"), gait_json_string((gait_str){ text, 40000 }));
    gait_json_set(arena, object, GAIT_STR("fits"), gait_json_string((gait_str){ text, 32768 }));
    gi_run run;
    return body_of(arena, source, object, &run);
}

static void a_text_too_long_for_lua_stays_outside(void **state)
{
    gait_arena *arena = *state;
    assert_str(with_long(arena, "return { type(intent.long), #intent.long, #intent.fits }"),
               "[\"string\",40000,32768]");
    assert_str(with_long(arena, "return intent.long == intent.long and intent.long ~= 'x'"),
               "true");
    assert_starts(with_long(arena, "return intent.long .. 'x'"),
                  "runtime_error: attempt to concatenate a string value");
    assert_starts(with_long(arena, "return intent.long:sub(1, 2)"),
                  "runtime_error: this text is longer");
    assert_starts(with_long(arena, "for _ in pairs(intent.long) do end"),
                  "runtime_error: bad argument #1");
    assert_str(with_long(arena, "return tostring(intent.long)"), "\"string\"");
}

/* ---- what was read ---- */

static gait_str reads_of(gait_arena *arena, const char *source)
{
    gi_run run;
    gait_buf list;
    (void)with_intent(arena, source, &run);
    gait_buf_init(&list, arena, 4096);
    for (size_t i = 0; i < run.read_count; i++) {
        gait_buf_add_cstr(&list, i > 0 ? " " : "");
        gait_buf_add(&list, run.reads[i].path);
    }
    return gait_buf_text(&list);
}

static void what_was_read_is_known(void **state)
{
    gait_arena *arena = *state;
    assert_str(reads_of(arena, "return 1"), "");
    assert_str(reads_of(arena, "return intent.amount + intent.amount"), "amount");
    assert_str(reads_of(arena, "return intent.absent"), "absent");
    assert_str(reads_of(arena, "return intent.targets[2].domain"), "targets[2].domain");
    assert_str(reads_of(arena, "return intent.targets[9]"), "targets[9]");
    assert_str(reads_of(arena, "return #intent.targets"), "targets");
    assert_str(reads_of(arena, "return intent.targets ~= nil"), "targets");
    assert_str(reads_of(arena, "for k, v in pairs(intent.tags) do end"),
               "tags tags.alpha tags.beta tags.zeta");
    assert_str(reads_of(arena, "return intent['odd name']"), "[\"odd name\"]");
    assert_str(reads_of(arena, "local x = intent.a or intent.b error('x')"), "a b");
    assert_str(reads_of(arena, "return intent['a\\n\"']"), "[\"a\\x0A\\x22\"]");
}

static void what_is_remembered_of_reads_is_bounded(void **state)
{
    gi_run run;
    (void)with_intent(*state, "for i = 1, 5000 do local x = intent['k' .. i] end", &run);
    assert_int_equal(run.stop, GI_RAN);
    assert_in_range(run.read_count, 100, 512);
}

static void no_value_of_the_argument_enters_a_message_of_ours(void **state)
{
    static const char *const sources[] = {
        "return intent.secret.x.y",
        "return intent.secret + 1",
        "return intent.secret < 1",
        "return intent.n.x",
        "local t = {} return t[intent.secret].x",
        "return nil .. intent.secret",
        "return string.rep(intent.secret, 'x')",
        "return tonumber(intent.secret, 10)",
        "return ('x')[intent.secret]()",
        "return math.floor(intent.secret)",
        "return select(intent.secret)",
        "return table.concat({ intent.secret, {} })",
        "return string.format('%d', intent.secret)",
        "return string.format(intent.secret .. '%p', 1)",
        "return ('x'):find(intent.secret .. '[')",
        "for i = intent.secret, 2 do end",
        "return utf8.char(intent.secret)",
        "return 1 & intent.secret",
        "return intent.list[1].x.y",
        "return { [intent.secret] = 0/0 }",
    };
    for (size_t i = 0; i < sizeof sources / sizeof sources[0]; i++) {
        gi_run run;
        const gait_json *intent =
            test_json(*state, "{\"secret\":\"hunter2\",\"n\":770077,\"list\":[\"hunter2\"]}");
        (void)body_of(*state, sources[i], intent, &run);
        if (run.stop == GI_RAN)
            fail_msg("ran: %s", sources[i]);
        if (gait_str_contains(run.message, GAIT_STR("hunter2")) ||
            gait_str_contains(run.message, GAIT_STR("770077")))
            fail_msg("%s: %.*s", sources[i], GAIT_STR_ARG(run.message));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(tables_become_objects_and_arrays),
        TEST(numbers_keep_their_kind),
        TEST(what_json_cannot_say_is_refused_with_its_path),
        TEST(depth_up_to_the_limit_is_fine),
        TEST(a_table_in_many_places_is_paid_for_each_time),
        TEST(the_argument_reads_like_a_table),
        TEST(the_argument_is_iterated_in_order_without_nulls),
        TEST(the_argument_cannot_be_changed),
        TEST(messages_call_the_argument_what_it_looks_like),
        TEST(a_text_too_long_for_lua_stays_outside),
        TEST(what_was_read_is_known),
        TEST(what_is_remembered_of_reads_is_bounded),
        TEST(no_value_of_the_argument_enters_a_message_of_ours),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
