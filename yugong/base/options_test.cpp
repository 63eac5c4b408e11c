#include "yugong/base/options.hpp"

#include <gtest/gtest.h>

namespace yugong {
namespace {

enum class Returns { crs, vrs };

Names<Returns> names_of(Returns) {
  return {{"crs", Returns::crs}, {"vrs", Returns::vrs}};
}

struct Inner {
  int depth = 1;

  static auto described() { return std::tuple{option("depth", &Inner::depth, "depth")}; }
};

struct Options {
  std::vector<std::string> inputs;
  Returns returns = Returns::crs;
  std::optional<double> floor;
  double shift = 1e-4;
  std::map<std::string, std::vector<std::string>> dimensions;
  std::uint64_t seed = 1;
  std::optional<Returns> second;

  static auto described() {
    return std::tuple{option("inputs", &Options::inputs, {"input columns", "投入"})
                          .required()
                          .columns()
                          .min_items(1),
                      option("returns", &Options::returns, "returns to scale"),
                      option("floor", &Options::floor, "floor"),
                      option("shift", &Options::shift, "shift").at_least(0),
                      option("dimensions", &Options::dimensions, "dimensions"),
                      option("seed", &Options::seed, "seed"),
                      option("second", &Options::second, "second")};
  }
};

static_assert(detail::member_count<Options>() == 7,
              "members are counted through vectors, optionals, maps and enums");
static_assert(detail::member_count<Inner>() == 1);

Value good() {
  Value v = Value::table();
  v.set("inputs", Value::array({Value::of("labour"), Value::of("capital")}));
  v.set("returns", Value::of("vrs"));
  return v;
}

TEST(Options, ReadEveryTypeAndKeepDefaults) {
  Value v = good();
  v.set("floor", Value::of(0.5));
  Value dimensions = Value::table();
  dimensions.set("labour", Value::of("edu"));
  v.set("dimensions", dimensions);

  const Options o = read_options<Options>(v, "efficiency.CEE");

  EXPECT_EQ(o.inputs, (std::vector<std::string>{"labour", "capital"}));
  EXPECT_EQ(o.returns, Returns::vrs);
  EXPECT_EQ(o.floor, 0.5);
  EXPECT_EQ(o.shift, 1e-4);
  EXPECT_EQ(o.dimensions.at("labour"), (std::vector<std::string>{"edu"}));
}

TEST(Options, ReportAllMistakesTogetherWithAdvice) {
  Value v = Value::table();
  v.set("retruns", Value::of("crs"));
  v.set("returns", Value::of("crz"));
  v.set("shift", Value::of(-1.0));
  v.set("floor", Value::of("low"));
  v.set("seed", Value::of(-4));
  std::vector<Problem> problems;

  static_cast<void>(read_options<Options>(v, "efficiency.CEE", problems));

  std::vector<std::string> codes;
  for (const Problem& p : problems) codes.push_back(p.code);
  EXPECT_EQ(codes,
            (std::vector<std::string>{"YG2206", "YG2204", "YG2202", "YG2203", "YG2202", "YG2201"}));
  EXPECT_EQ(problems.back().mend.en, "did you mean 'returns'?");
  EXPECT_EQ(problems[1].mend.en, "one of: crs, vrs; did you mean 'crs'?");
}

TEST(Options, RefuseAnEmptyListWhereItemsAreNeeded) {
  Value v = Value::table();
  v.set("inputs", Value::array());
  EXPECT_THROW(static_cast<void>(read_options<Options>(v, "x")), Error);
}

TEST(Options, GoBackToTheSameSettings) {
  const Options o = read_options<Options>(good(), "x");
  const Options again = read_options<Options>(to_value(o), "x");
  EXPECT_EQ(again.inputs, o.inputs);
  EXPECT_EQ(again.returns, o.returns);
}

TEST(Options, DescribeThemselvesForHelp) {
  const std::vector<OptionInfo> infos = option_infos<Options>();
  EXPECT_EQ(infos[0].type, "list of text");
  EXPECT_TRUE(infos[0].required && infos[0].columns);
  EXPECT_EQ(infos[1].choices, (std::vector<std::string>{"crs", "vrs"}));
  EXPECT_EQ(infos[3].fallback, "0.0001");
}

TEST(Options, ReadFromJsonAndReportItsSyntaxErrors) {
  EXPECT_EQ(read_options<Options>(value_from_json(R"({"inputs": ["a"], "shift": 0})"), "x").shift,
            0);
  EXPECT_THROW(static_cast<void>(value_from_json("{\"a\": ]")), Error);
}

}  // namespace
}  // namespace yugong
