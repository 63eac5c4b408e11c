#include "yugong/report/figure.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <filesystem>

#include "yugong/base/files.hpp"
#include "yugong/report/child.hpp"
#include "yugong/report/figure_files.hpp"

namespace yugong::report {
namespace {

namespace fs = std::filesystem;

/// A folder beside the outputs in which gnuplot works; removed at the end, so that a failure leaves
/// nothing half-made.
class Workshop {
 public:
  explicit Workshop(const std::string& folder)
      : path_((fs::path(folder) / ".drawing-XXXXXX").string()) {
    if (mkdtemp(path_.data()) == nullptr) {
      Place place;
      place.file = folder;
      throw Error{error("YG4001",
                        {"cannot write in '" + folder + "'", "无法写入“" + folder + "”"},
                        {"choose a folder that you may write to", "请选择有写入权限的文件夹"},
                        place)};
    }
  }

  ~Workshop() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }

  Workshop(const Workshop&) = delete;
  Workshop& operator=(const Workshop&) = delete;

  std::string file(const std::string& name) const { return (fs::path(path_) / name).string(); }

  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

/// A family that has Chinese characters, or "" when fontconfig knows none.
std::string chinese_font() {
  static const std::string found = [] {
    const std::string program = find_program("fc-list");
    if (program.empty()) return std::string();
    const ChildResult listed = run_child(program, {":lang=zh-cn", "family"}, "");
    for (const char* family : {"Noto Sans CJK SC",
                               "Source Han Sans SC",
                               "WenQuanYi Micro Hei",
                               "WenQuanYi Zen Hei",
                               "Noto Serif CJK SC",
                               "SimSun",
                               "Droid Sans Fallback"}) {
      if (listed.out.find(family) != std::string::npos) return std::string(family);
    }
    return text::split(text::trim(listed.out.substr(0, listed.out.find('\n'))), ',').front();
  }();
  return found;
}

/// Families for readers who lack the one that drew the picture.
std::string with_fallbacks(std::string svg, const std::string& font) {
  const std::string from = "font-family=\"" + font + "\"";
  const std::string to =
      "font-family=\"" + font + ", PingFang SC, Microsoft YaHei, Noto Sans CJK SC, sans-serif\"";
  for (std::size_t at = 0; (at = svg.find(from, at)) != std::string::npos; at += to.size())
    svg.replace(at, from.size(), to);
  return svg;
}

[[noreturn]] void refuse(const Figure& figure, const Text& what) {
  throw Error{error("YG4023",
                    {"figure '" + figure.id + "': " + what.en,
                     "图“" + figure.id + "”：" + what.in(Lang::zh)},
                    {"give it data with at least one number", "请提供至少含一个数值的数据"})
                  .about(figure.id)};
}

bool any_number(const std::vector<double>& values) {
  return std::ranges::any_of(values, [](double v) { return std::isfinite(v); });
}

std::string printed(double v, int decimals) {
  return text::fixed(v, decimals);
}

/// "上游: 0.310 (2010) → 0.520 (2023)" for lines, smallest to largest for the rest.
std::string extremes_of(const Figure& figure, const Series& series, Lang lang) {
  const std::vector<double>& values = series.y.empty() ? series.x : series.y;
  std::vector<std::size_t> known;
  for (std::size_t k = 0; k < values.size(); ++k) {
    if (std::isfinite(values[k])) known.push_back(k);
  }
  if (known.empty()) return "";
  const std::string& name = series.name.in(lang);
  std::string out = name.empty() ? "" : name + ": ";
  if (figure.kind == FigureKind::lines) {
    const auto end = [&](std::size_t k) {
      return printed(values[k], figure.decimals) + " (" +
             printed(series.x[k], figure.whole_x ? 0 : figure.decimals) + ")";
    };
    return out + end(known.front()) + " → " + end(known.back());
  }
  const auto [low, high] =
      std::ranges::minmax_element(known, {}, [&](std::size_t k) { return values[k]; });
  const auto at = [&](std::size_t k) {
    const bool named = k < figure.categories.size();
    return printed(values[k], figure.decimals) +
           (named ? " (" + figure.categories[k].in(lang) + ")" : "");
  };
  return out + at(*low) + " – " + at(*high);
}

std::string extremes_of_map(const Figure& figure, Lang lang, const Words& words) {
  std::vector<const Region*> known;
  for (const Region& region : figure.regions) {
    if (!is_missing(region.value)) known.push_back(&region);
  }
  if (known.empty() || figure.scale == Scale::categorical) return "";
  const auto [low, high] = std::ranges::minmax_element(known, {}, &Region::value);
  const auto said = [&](const Region& region) {
    return (region.name.empty() ? region.key : region.name.in(lang)) + " " +
           printed(region.value, figure.decimals);
  };
  return words.in(lang, "highest") + " " + said(**high) + "; " + words.in(lang, "lowest") + " " +
         said(**low);
}

const char* kind_of(FigureKind kind) {
  switch (kind) {
    case FigureKind::lines:
      return "kind.lines";
    case FigureKind::bars:
      return "kind.bars";
    case FigureKind::scatter:
      return "kind.scatter";
    case FigureKind::coefficients:
      return "kind.coefficients";
    case FigureKind::histogram:
      return "kind.histogram";
    case FigureKind::density:
      return "kind.density";
    case FigureKind::ridgeline:
      return "kind.ridgeline";
    case FigureKind::choropleth:
      return "kind.choropleth";
    case FigureKind::projection:
      return "kind.projection";
  }
  return "figure";
}

Problem without_gnuplot(const std::string& program) {
  return note("YG0119",
              {"figures are not drawn: '" + program +
                   "' was not found; the script and data of each figure are kept",
               "未找到“" + program + "”，图未绘制；各图的脚本与数据已保留"},
              {"install it: apt-get install gnuplot-nox, then run again",
               "请安装：apt-get install gnuplot-nox，然后重新运行"});
}

Problem without_font() {
  return warning("YG0120",
                 {"no font with Chinese characters was found; figures may show boxes",
                  "未找到中文字体，图中文字可能显示为方框"},
                 {"install one: apt-get install fonts-noto-cjk (or fonts-wqy-microhei)",
                  "请安装中文字体：apt-get install fonts-noto-cjk（或 fonts-wqy-microhei）"});
}

}  // namespace

std::string stem_of(const Figure& figure, const DrawOptions& options) {
  // gnuplot takes a name that starts with '|' or '<' for a command, and one with '-' for an option.
  std::string stem;
  for (const char c : figure.id + options.suffix) {
    const bool unfit = static_cast<unsigned char>(c) < 0x20 ||
                       std::string_view("/\\'\"`|<>").find(c) != std::string_view::npos ||
                       (stem.empty() && (c == '.' || c == '-'));
    stem += unfit ? '_' : c;
  }
  return stem.empty() ? "figure" : stem;
}

void check(const Figure& figure) {
  if (figure.kind == FigureKind::choropleth) {
    const bool any =
        std::ranges::any_of(figure.regions, [](const Region& r) { return !is_missing(r.value); });
    if (!any) refuse(figure, {"no region of the map has a value", "地图上没有任何区域有数值"});
    return;
  }
  const bool by_category =
      figure.kind == FigureKind::bars || figure.kind == FigureKind::coefficients;
  const bool of_x = figure.kind == FigureKind::histogram || figure.kind == FigureKind::density ||
                    figure.kind == FigureKind::ridgeline;
  bool any = false;
  for (const Series& series : figure.series) {
    const std::size_t n = by_category ? figure.categories.size() : series.x.size();
    const bool fits = (of_x || series.y.size() == n) &&
                      (series.low.empty() || series.low.size() == n) &&
                      series.low.size() == series.high.size() &&
                      series.inner_low.size() == series.inner_high.size() &&
                      (series.inner_low.empty() || series.inner_low.size() == n) &&
                      static_cast<std::size_t>(std::max(series.facet, 0)) <
                          std::max<std::size_t>(1, figure.facets.size()) &&
                      (figure.kind != FigureKind::projection ||
                       (series.to_x.size() == n && series.to_y.size() == n));
    if (!fits)
      refuse(figure, {"the columns of a series differ in length", "同一序列的各列长度不同"});
    any = any || any_number(of_x ? series.x : series.y);
  }
  if (!any) refuse(figure, {"there is nothing to draw", "没有可绘制的数据"});
}

std::string alt_of(const Figure& figure, Lang lang, const Words& words) {
  if (!figure.alt.empty()) return figure.alt.in(lang);
  std::string alt = words.in(lang, kind_of(figure.kind)) + (lang == Lang::zh ? "：" : ": ") +
                    figure.title.in(lang);
  const std::string stop = lang == Lang::zh ? "。" : ". ";
  if (figure.kind == FigureKind::choropleth) {
    const std::string said = extremes_of_map(figure, lang, words);
    return said.empty() ? alt : alt + stop + said;
  }
  // More than a dozen series are not read out; the data are beside the figure.
  for (std::size_t s = 0; s < std::min<std::size_t>(figure.series.size(), 12); ++s) {
    const std::string said = extremes_of(figure, figure.series[s], lang);
    if (!said.empty()) alt += (s == 0 ? stop : lang == Lang::zh ? "；" : "; ") + said;
  }
  return alt;
}

namespace {

void check_formats(const DrawOptions& options) {
  for (const std::string& format : options.formats) {
    if (format == "svg" || format == "pdf" || format == "png") continue;
    throw Error{error("YG4023",
                      {"unknown figure format '" + format + "'", "未知的图片格式“" + format + "”"},
                      {"use svg, pdf or png", "可用格式：svg、pdf、png"})};
  }
}

/// One version on its way to the outputs.
class Version {
 public:
  Version(const Figure& figure, const DrawOptions& options, const std::string& font)
      : options_(options),
        font_(font),
        stem_(stem_of(figure, options)),
        script_(script_of(figure, options, font.empty() ? "sans" : font)),
        data_(data_of(figure, options.lang)) {
    if (font.empty()) drawing.notes.push_back(without_font());
    keep("gp", script_);
    keep("csv", data_);
  }

  Drawing drawing;

  std::string script_name() const { return stem_ + ".gp"; }

  void put_into(const Workshop& workshop) const {
    write_whole(workshop.file(script_name()), script_);
    write_whole(workshop.file(stem_ + ".csv"), data_);
  }

  void take_from(const Workshop& workshop) {
    for (const std::string& format : options_.formats) {
      std::string bytes = read_whole(workshop.file(stem_ + "." + format));
      if (format == "svg") bytes = with_fallbacks(std::move(bytes), font_);
      keep(format, bytes);
      if (format == "svg")
        drawing.svg = std::move(bytes);
      else if (format == "png")
        drawing.png = std::move(bytes);
    }
  }

 private:
  void keep(const std::string& extension, const std::string& bytes) {
    const std::string path = (fs::path(options_.folder) / (stem_ + "." + extension)).string();
    write_whole(path, bytes);
    drawing.files[extension] = path;
  }

  const DrawOptions& options_;
  std::string font_, stem_, script_, data_;
};

[[noreturn]] void not_drawn(const Figure& figure,
                            const std::string& script,
                            const std::string& folder,
                            const ChildResult& run) {
  const std::string said = text::trim(run.err.substr(0, 600));
  throw Error{error("YG4024",
                    {"gnuplot could not draw figure '" + figure.id + "': " + said,
                     "gnuplot 无法绘制图“" + figure.id + "”：" + said},
                    {"run 'gnuplot " + script + "' in '" + folder + "' to see it happen",
                     "可在“" + folder + "”中运行“gnuplot " + script + "”查看原因"})
                  .about(figure.id)};
}

}  // namespace

Drawing draw(const Figure& figure, const DrawOptions& options) {
  return std::move(draw(figure, std::vector<DrawOptions>{options}).front());
}

std::vector<Drawing> draw(const Figure& figure, const std::vector<DrawOptions>& versions) {
  check(figure);
  for (const DrawOptions& options : versions) check_formats(options);
  if (versions.empty()) return {};
  std::vector<Version> drawn;
  for (const DrawOptions& options : versions) drawn.emplace_back(figure, options, chinese_font());
  const DrawOptions& first = versions.front();
  const std::string program = find_program(first.program);
  if (program.empty()) {
    drawn.front().drawing.notes.push_back(without_gnuplot(first.program));
  } else {
    const Workshop workshop(first.folder);
    // -d: the user's own start-up file does not change the figure. Between two scripts everything
    // is set back.
    std::vector<std::string> arguments = {"-d"};
    for (const Version& version : drawn) {
      version.put_into(workshop);
      if (arguments.size() > 1) arguments.insert(arguments.end(), {"-e", "reset"});
      arguments.push_back(version.script_name());
    }
    const ChildResult run = run_child(program, arguments, workshop.path());
    if (run.status != 0) not_drawn(figure, drawn.front().script_name(), first.folder, run);
    for (Version& version : drawn) version.take_from(workshop);
  }
  std::vector<Drawing> drawings;
  for (Version& version : drawn) drawings.push_back(std::move(version.drawing));
  return drawings;
}

}  // namespace yugong::report
