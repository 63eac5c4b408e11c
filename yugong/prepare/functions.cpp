#include "yugong/prepare/functions.hpp"

#include <algorithm>

#include "yugong/prepare/function_groups.hpp"

namespace yugong::prepare {

const Parameter* Function::parameter(const std::string& name) const {
  for (const Parameter& p : named)
    if (p.name == name) return &p;
  return nullptr;
}

const std::vector<Function>& function_table() {
  static const std::vector<Function> table = [] {
    std::vector<Function> all;
    for (auto part : {row_functions(),
                      time_functions(),
                      group_functions(),
                      economic_functions(),
                      instrument_functions()})
      std::move(part.begin(), part.end(), std::back_inserter(all));
    return all;
  }();
  return table;
}

const Function* find_function(const std::string& name) {
  for (const Function& f : function_table())
    if (f.info.name == name) return &f;
  return nullptr;
}

bool is_word(const Parameter& parameter, const Node& value) {
  if (parameter.kind == Parameter::Kind::groups)
    return value.kind == Node::Kind::name && !value.quoted &&
           (value.word == "unit" || value.word == "time");
  if (value.kind == Node::Kind::logical)
    return std::find(parameter.words.begin(), parameter.words.end(), value.word) !=
           parameter.words.end();
  const bool plain = value.kind == Node::Kind::name && !value.quoted;
  const bool numbered = value.kind == Node::Kind::call && value.function == nullptr;
  if (!plain && !numbered) return false;
  return std::find(parameter.words.begin(), parameter.words.end(), value.word) !=
         parameter.words.end();
}

std::vector<FunctionInfo> functions() {
  std::vector<FunctionInfo> infos;
  for (const Function& f : function_table()) infos.push_back(f.info);
  return infos;
}

}  // namespace yugong::prepare
