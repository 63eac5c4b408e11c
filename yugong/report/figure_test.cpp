#include "yugong/report/figure.hpp"

#include <filesystem>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdlib.h>

#include "yugong/base/files.hpp"
#include "yugong/report/child.hpp"
#include "yugong/report/figure_shape.hpp"
#include "yugong/report/geojson.hpp"

namespace yugong::report {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

namespace fs = std::filesystem;

class FigureTest : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = (fs::temp_directory_path() / "yugong-figure-XXXXXX").string();
    ASSERT_NE(mkdtemp(name.data()), nullptr);
    folder_ = name;
  }

  void TearDown() override { fs::remove_all(folder_); }

  DrawOptions options() const {
    DrawOptions made;
    made.folder = folder_;
    return made;
  }

  std::string folder_;
};

Figure by_year() {
  Figure figure;
  figure.id = "f1";
  figure.number = "1";
  figure.title = {"Efficiency by year", "效率的年度变化"};
  figure.whole_x = true;
  figure.series = {{{"Upper", "上游"}, {2010, 2011, 2012}, {0.3, missing, 0.5}, {}, {}},
                   {{"Lower", "下游"}, {2010, 2011, 2012}, {0.4, 0.41, 0.35}, {}, {}}};
  return figure;
}

const char* const two_squares = R"({"type":"FeatureCollection","features":[
 {"type":"Feature","properties":{"name":"A","cn":"甲"},"geometry":{"type":"Polygon","coordinates":
  [[[0,0],[4,0],[4,4],[0,4],[0,0]],[[1,1],[2,1],[2,2],[1,2],[1,1]]]}},
 {"type":"Feature","properties":{"name":"B","cn":"乙"},"geometry":{"type":"MultiPolygon","coordinates":
  [[[[1,1],[2,1],[2,2],[1,2],[1,1]]]]}},
 {"type":"Feature","properties":{"name":"P"},"geometry":{"type":"Point","coordinates":[0,0]}}]})";

TEST_F(FigureTest, is_drawn_in_three_formats_with_script_and_data_beside) {
  if (find_program("gnuplot").empty()) GTEST_SKIP() << "gnuplot is not installed";

  const Drawing drawing = draw(by_year(), options());

  EXPECT_THAT(drawing.svg, HasSubstr("</svg>"));
  EXPECT_THAT(drawing.svg, HasSubstr("上游"));
  EXPECT_TRUE(drawing.png.starts_with("\x89PNG"));
  for (const char* extension : {"svg", "pdf", "png", "gp", "csv"}) {
    EXPECT_TRUE(fs::exists(folder_ + "/f1." + extension)) << extension;
  }
  EXPECT_EQ(std::distance(fs::directory_iterator(folder_), {}), 5) << "nothing else is left behind";
}

TEST_F(FigureTest, every_kind_can_be_drawn) {
  if (find_program("gnuplot").empty()) GTEST_SKIP() << "gnuplot is not installed";
  for (const FigureKind kind : {FigureKind::bars,
                                FigureKind::scatter,
                                FigureKind::coefficients,
                                FigureKind::histogram,
                                FigureKind::density,
                                FigureKind::ridgeline,
                                FigureKind::projection}) {
    Figure figure = by_year();
    figure.kind = kind;
    figure.fit = true;
    figure.categories = {"a", "b%", "c"};
    for (Series& series : figure.series) {
      series.low = {0.2, missing, 0.3};
      series.high = {0.5, missing, 0.6};
      series.to_x = {2011, missing, 2010};
      series.to_y = {0.6, missing, 0.6};
      if (kind == FigureKind::histogram) series.x = {1, 2, 2.5};
    }
    DrawOptions svg = options();
    svg.formats = {"svg"};

    EXPECT_THAT(draw(figure, svg).svg, HasSubstr("</svg>")) << static_cast<int>(kind);
  }
}

TEST_F(FigureTest, stacked_bars_stand_on_one_another) {
  Figure figure = by_year();
  figure.kind = FigureKind::bars;
  figure.stacked = true;
  figure.categories = {"a", "b", "c"};

  const std::string data = data_of(figure, Lang::en);

  EXPECT_THAT(data, HasSubstr("0,0.3,0,0.3,\"a\",\"Upper\""));
  EXPECT_THAT(data, HasSubstr("1,NaN,0,0,\"b\",\"Upper\""));
  EXPECT_THAT(data, HasSubstr("0,0.4,0.3,0.7,\"a\",\"Lower\""));
  EXPECT_THAT(script_of(figure, options(), "Sans"), HasSubstr("with boxxyerror"));
}

TEST_F(FigureTest, a_projection_without_targets_is_refused) {
  Figure figure = by_year();
  figure.kind = FigureKind::projection;
  EXPECT_THROW(data_of(figure, Lang::en), Error);
}

TEST_F(FigureTest, without_gnuplot_script_and_data_are_kept_and_said) {
  DrawOptions without = options();
  without.program = "no-such-gnuplot";

  const Drawing drawing = draw(by_year(), without);

  ASSERT_EQ(drawing.notes.size(), 1u);
  EXPECT_EQ(drawing.notes[0].code, "YG0119");
  EXPECT_THAT(drawing.notes[0].mend.en, HasSubstr("apt-get install gnuplot-nox"));
  EXPECT_EQ(drawing.files.count("gp"), 1u);
  EXPECT_EQ(drawing.files.count("svg"), 0u);
}

TEST_F(FigureTest, hostile_words_stay_words) {
  if (find_program("gnuplot").empty()) GTEST_SKIP() << "gnuplot is not installed";
  Figure figure = by_year();
  const std::string mark = folder_ + "/owned";
  figure.series[0].name =
      Text("'; system('touch " + mark + "') #`touch " + mark + "`\nset output 'x'");
  figure.y_label = Text("a_b^c {/Bold} \\ \"q\" $(touch " + mark + ")");

  const Drawing drawing = draw(figure, options());

  EXPECT_FALSE(fs::exists(mark));
  EXPECT_THAT(drawing.svg, HasSubstr("a_b^c {/Bold}"));
}

TEST_F(FigureTest, an_id_is_never_a_path_or_a_command) {
  if (find_program("gnuplot").empty()) GTEST_SKIP() << "gnuplot is not installed";
  Figure figure = by_year();
  figure.id = "|touch ../图'";
  DrawOptions svg = options();
  svg.formats = {"svg"};

  const Drawing drawing = draw(figure, svg);

  EXPECT_EQ(drawing.files.at("svg"), folder_ + "/_touch .._图_.svg");
}

TEST_F(FigureTest, a_failing_program_leaves_no_picture) {
  DrawOptions failing = options();
  failing.program = "/bin/false";

  EXPECT_THROW(draw(by_year(), failing), Error);
  EXPECT_FALSE(fs::exists(folder_ + "/f1.svg"));
}

TEST(Figure, without_data_is_refused) {
  Figure figure = by_year();
  for (Series& series : figure.series) series.y = {missing, missing, missing};

  try {
    data_of(figure, Lang::en);
    FAIL() << "was accepted";
  } catch (const Error& e) {
    EXPECT_EQ(e.first().code, "YG4023");
  }
}

TEST(Figure, series_of_unequal_length_are_refused) {
  Figure figure = by_year();
  figure.series[0].y.pop_back();

  EXPECT_THROW(data_of(figure, Lang::en), Error);
}

TEST(Figure, data_leave_a_gap_where_a_value_is_missing) {
  EXPECT_THAT(data_of(by_year(), Lang::zh),
              HasSubstr("2010,0.3,NaN,NaN,\"上游\"\n2011,NaN,NaN,NaN,\"上游\"\n2012,0.5,NaN,NaN,"
                        "\"上游\"\n\n\n2010,0.4"));
}

TEST(Figure, says_in_words_what_it_shows) {
  EXPECT_EQ(alt_of(by_year(), Lang::en),
            "Line chart: Efficiency by year. Upper: 0.300 (2010) → 0.500 (2012); Lower: 0.400 "
            "(2010) → 0.350 (2012)");
  EXPECT_EQ(caption_of(by_year(), Lang::zh), "图 1  效率的年度变化");
}

TEST(FigureShape, a_density_integrates_to_one) {
  const Curve curve = density_of({1, 2, 2.5, 3, 7, missing});

  double area = 0;
  for (std::size_t k = 1; k < curve.x.size(); ++k)
    area += curve.y[k] * (curve.x[k] - curve.x[k - 1]);
  EXPECT_NEAR(area, 1, 0.01);
}

TEST(FigureShape, classes_are_quantiles_without_repeats) {
  Figure map;
  map.kind = FigureKind::choropleth;
  map.classes = 4;
  map.decimals = 1;
  for (const double v : {0.0, 0.0, 0.0, 0.0, 1.0, 2.0, 3.0, 4.0}) {
    Region region;
    region.value = v;
    map.regions.push_back(region);
  }

  EXPECT_THAT(breaks_of(map), ElementsAre(0, 0.5, 2.25));
  EXPECT_EQ(class_of(0, breaks_of(map)), 0u);
  EXPECT_EQ(class_of(3, breaks_of(map)), 3u);
  EXPECT_THAT(class_labels(map, Lang::en, {}),
              ElementsAre("≤ 0.0", "0.0 – 0.5", "0.5 – 2.2", "> 2.2"));
}

TEST(FigureShape, an_enclave_is_painted_after_the_hole_around_it) {
  Figure map;
  map.kind = FigureKind::choropleth;
  map.regions = regions_of_geojson(two_squares, {.key = "name", .label_zh = "cn", .label_en = ""});
  map.regions[0].value = 1;
  map.regions[1].value = 2;

  const auto paints = paints_of(map, {1.5});

  ASSERT_EQ(paints.size(), 3u);
  EXPECT_EQ(paints[0].group, 0);
  EXPECT_EQ(paints[1].group, -1);
  EXPECT_EQ(paints[2].group, 1);
}

TEST(GeoJson, reads_polygons_and_notes_what_it_skips) {
  std::vector<Problem> notes;

  const auto regions = regions_of_geojson(
      two_squares, {.key = "name", .label_zh = "cn", .label_en = "name"}, "map.geojson", &notes);

  ASSERT_EQ(regions.size(), 2u);
  EXPECT_EQ(regions[0].holes.size(), 1u);
  EXPECT_EQ(regions[1].name.zh, "乙");
  ASSERT_EQ(notes.size(), 1u);
  EXPECT_EQ(notes[0].code, "YG1083");
}

TEST(GeoJson, an_unknown_key_names_those_there_are) {
  try {
    regions_of_geojson(two_squares, {.key = "nmae", .label_zh = "", .label_en = ""}, "map.geojson");
    FAIL() << "was accepted";
  } catch (const Error& e) {
    EXPECT_EQ(e.first().code, "YG1082");
    EXPECT_THAT(e.first().mend.en, HasSubstr("name"));
    EXPECT_EQ(e.first().place.file, "map.geojson");
  }
}

TEST(GeoJson, what_is_no_map_is_refused) {
  for (const char* bad : {"",
                          "{",
                          "[]",
                          "{\"type\":\"Feature\"}",
                          "{\"type\":\"FeatureCollection\",\"features\":[]}",
                          "{\"type\":\"FeatureCollection\",\"features\":[{\"geometry\":{\"type\":"
                          "\"Polygon\",\"coordinates\":[[[\"x\",1]]]}}]}"}) {
    EXPECT_THROW(regions_of_geojson(bad, {}), Error) << bad;
  }
}

TEST(GeoJson, units_that_are_not_on_the_map_are_named) {
  auto regions = regions_of_geojson(two_squares, {});
  std::vector<Problem> notes;

  give_values(regions, {"A", "C"}, {1.0, 2.0}, notes);

  EXPECT_DOUBLE_EQ(regions[0].value, 1);
  EXPECT_TRUE(is_missing(regions[1].value));
  ASSERT_EQ(notes.size(), 2u);
  EXPECT_THAT(notes[0].what.en, HasSubstr("C"));
  EXPECT_EQ(notes[0].level, Level::warning);
}

TEST(Projection, albers_keeps_areas) {
  const auto cell = [](double lon, double lat) {
    Region region;
    region.rings = {{{lon, lat}, {lon + 1, lat}, {lon + 1, lat + 1}, {lon, lat + 1}, {lon, lat}}};
    return region;
  };
  std::vector<Region> regions = {cell(75, 20), cell(130, 50)};

  project(regions);

  const auto area = [](const Ring& r) {
    double twice = 0;
    for (std::size_t i = 0; i + 1 < r.size(); ++i)
      twice += r[i].first * r[i + 1].second - r[i + 1].first * r[i].second;
    return twice / 2;
  };
  // On the sphere a cell of one degree has (sin(lat + 1) - sin(lat)) · 1 degree; the chords of a
  // cell cost about 1e-4.
  const double expected = (std::sin(0.3665191429188092) - std::sin(0.3490658503988659)) /
                          (std::sin(0.890117918517108) - std::sin(0.8726646259971648));
  EXPECT_NEAR(area(regions[0].rings[0]) / area(regions[1].rings[0]), expected, 2e-4);
}

}  // namespace
}  // namespace yugong::report
