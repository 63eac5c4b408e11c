#include "yugong/frontier/radial_sample.hpp"

#include <algorithm>
#include <numeric>

#include "yugong/base/error.hpp"
#include "yugong/frontier/dea_data.hpp"
#include "yugong/frontier/dea_settings.hpp"

namespace yugong::frontier {

namespace {

dea::Options options_of(const RadialRequest& request) {
  dea::Options o;
  o.model = dea::Model::radial;
  o.inputs = request.inputs;
  o.outputs = request.outputs;
  o.undesirable = request.undesirable;
  o.returns = request.returns;
  o.bounds = request.bounds;
  o.frontier = request.frontier;
  o.orientation =
      request.orientation == RadialSide::input ? dea::Orientation::input : dea::Orientation::output;
  o.missing = request.missing;
  return o;
}

/// Sorts the units of the data by key and renumbers everything.
void arrange(const data::Panel& panel, RadialSample& sample) {
  const Technology& from = sample.data.technology;
  std::vector<std::uint32_t> order(from.units);
  std::iota(order.begin(), order.end(), 0u);
  const auto name = [&](std::uint32_t i) -> const std::string& {
    return panel.units()[static_cast<std::size_t>(panel.unit()[sample.data.rows[i]])];
  };
  std::stable_sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
    if (const int c = name(a).compare(name(b)); c != 0) return c < 0;
    return panel.time()[sample.data.rows[a]] < panel.time()[sample.data.rows[b]];
  });
  sample.technology = from;
  std::vector<std::uint32_t> place(from.units);
  for (std::uint32_t i = 0; i < from.units; ++i) {
    place[order[i]] = i;
    sample.row.push_back(sample.data.rows[order[i]]);
    for (std::size_t v = 0; v < from.variables(); ++v)
      sample.technology.value[v * from.units + i] = from.at(v, order[i]);
  }
  for (Reference& set : sample.sets)
    for (auto* units : {&set.members, &set.evaluated}) {
      for (std::uint32_t& unit : *units) unit = place[unit];
      std::sort(units->begin(), units->end());
    }
}

}  // namespace

RadialSample read_radial(const data::Panel& panel, const RadialRequest& request) {
  if (frontier_rule(request.frontier).kind == FrontierRule::Kind::classic)
    throw Error{error("YG3352",
                      {"under frontier = \"" + request.frontier +
                           "\" a row has a score in each window; a bootstrap needs one",
                       "frontier = \"" + request.frontier +
                           "\" 下每行有多个视窗得分，自助法需要唯一的得分"},
                      {"write window(w), pooled, yearly or sequential",
                       "请写 window(w)、pooled、yearly 或 sequential"})
                    .about("frontier")};
  RadialSample sample;
  sample.data.options = dea::settle(options_of(request), sample.data.notes);
  dea::check_settings(sample.data.options);
  dea::note_settings(sample.data.options, sample.data.notes);
  sample.sets = dea::read_panel(panel, sample.data);
  arrange(panel, sample);
  return sample;
}

std::vector<std::string> columns_of(const RadialRequest& request) {
  return dea::uses(options_of(request));
}

}  // namespace yugong::frontier
