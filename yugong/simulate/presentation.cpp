#include "yugong/simulate/presentation.hpp"

#include <algorithm>

#include "yugong/base/error.hpp"

namespace yugong::simulate {

const RawColumn& Presentation::column(std::string_view name) const {
  const auto found = std::find_if(
      columns.begin(), columns.end(), [&](const RawColumn& c) { return c.name == name; });
  if (found == columns.end())
    throw Error{error("YG9001", {"no raw column named " + std::string(name), ""})};
  return *found;
}

data::Table side_by_side(const Simulated& simulated) {
  data::Table table = simulated.raw;
  for (const data::DataColumn& c : simulated.answer.columns())
    if (!table.has(c.name)) table.add(c);
  return table;
}

data::DataColumn number_column(std::string name,
                               std::vector<double> values,
                               Text label,
                               std::string unit) {
  Column c = Column::of(std::move(name), std::move(values));
  c.label = std::move(label);
  c.unit = std::move(unit);
  return c;
}

data::DataColumn text_column(std::string name, std::vector<std::string> values, Text label) {
  Column c = Column::of(std::move(name), std::move(values));
  c.label = std::move(label);
  return c;
}

std::string numbered(std::size_t i) {
  std::string digits = std::to_string(i + 1);
  return std::string(digits.size() < 3 ? 3 - digits.size() : 0, '0') + digits;
}

}  // namespace yugong::simulate
