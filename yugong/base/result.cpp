#include "yugong/base/result.hpp"

#include <nlohmann/json.hpp>

namespace yugong {
namespace {

using Json = nlohmann::ordered_json;

Json number(double v) {
  return std::isfinite(v) ? Json(v) : Json(nullptr);
}

Json sample_json(const Sample& s) {
  Json out;
  out["rows"] = s.rows;
  out["used"] = s.used;
  out["units"] = s.units;
  out["periods"] = s.periods;
  out["dropped"] = Json::array();
  for (const Dropped& d : s.dropped)
    out["dropped"].push_back({{"reason", d.reason},
                              {"en", d.label.en},
                              {"zh", d.label.in(Lang::zh)},
                              {"count", d.rows.size()},
                              {"rows", d.rows}});
  return out;
}

}  // namespace

std::string to_json(const Result& result, bool with_augment) {
  auto text_of = [](const std::string& s) {
    return Json(s).dump(-1, ' ', false, Json::error_handler_t::replace);
  };
  std::string out = "{\"schema\":\"yugong.result/1\",\"id\":" + text_of(result.id) +
                    ",\"kind\":" + text_of(result.kind);
  if (!result.formula.empty()) out += ",\"formula\":" + text_of(result.formula);
  out += ",\"sample\":" +
         sample_json(result.sample).dump(-1, ' ', false, Json::error_handler_t::replace);
  out += ",\"tidy\":" + to_json(result.tidy);
  const std::string glance = to_json(result.glance);
  out +=
      ",\"glance\":" + (glance == "[]" ? std::string("{}") : glance.substr(1, glance.size() - 2));
  if (!result.tables.empty()) {
    out += ",\"tables\":{";
    bool first = true;
    for (const auto& [name, frame] : result.tables) {
      out += (first ? "" : ",") + text_of(name) + ":" + to_json(frame);
      first = false;
    }
    out += "}";
  }
  Json tests = Json::array();
  for (const Test& t : result.tests)
    tests.push_back({{"name", t.name},
                     {"en", t.label.en},
                     {"zh", t.label.in(Lang::zh)},
                     {"statistic", number(t.statistic)},
                     {"dist", t.distribution},
                     {"p_value", number(t.p_value)}});
  out += ",\"tests\":" + tests.dump(-1, ' ', false, Json::error_handler_t::replace);
  out += ",\"notes\":[";
  for (std::size_t i = 0; i < result.notes.size(); ++i)
    out += (i == 0 ? "" : ",") + to_json(result.notes[i]);
  out += "]";
  if (!result.options.empty()) out += ",\"options\":" + result.options;
  if (with_augment) out += ",\"augment\":" + to_json(result.augment);
  return out + ",\"run\":{\"seconds\":" + text::round_trip(result.seconds) + "}}";
}

}  // namespace yugong
