#include "yugong/report/figure.hpp"
#include "yugong/report/writers.hpp"

namespace yugong::report {
namespace {

std::string caption_in(Lang lang,
                       std::string_view kind,
                       const std::string& number,
                       const Text& title,
                       bool simulated,
                       const Words& words) {
  std::string caption = number.empty() ? "" : words.in(lang, kind) + " " + number;
  const std::string& said = title.in(lang);
  if (!caption.empty() && !said.empty()) caption += lang == Lang::zh ? "  " : ". ";
  caption += said;
  if (!simulated) return caption;
  const std::string& mark = words.in(lang, "simulated");
  return caption + (lang == Lang::zh ? "（" + mark + "）" : " (" + mark + ")");
}

}  // namespace

std::vector<std::string> caption_of(const Table& table, const WriteOptions& options) {
  const auto in = [&](Lang lang) {
    return caption_in(lang, "table", table.number, table.title, table.simulated, options.words);
  };
  if (!options.both_captions) return {in(options.lang)};
  const Lang other = options.lang == Lang::zh ? Lang::en : Lang::zh;
  return {in(options.lang), in(other)};
}

std::string caption_of(const Figure& figure, Lang lang, const Words& words) {
  return caption_in(lang, "figure", figure.number, figure.title, figure.simulated, words);
}

}  // namespace yugong::report
