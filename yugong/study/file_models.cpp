// The parts of a study file that name methods: indices, efficiency scores and models.
#include <algorithm>

#include <fmt/format.h>

#include "yugong/base/text.hpp"
#include "yugong/prepare/winsorise.hpp"
#include "yugong/study/draft.hpp"
#include "yugong/study/keys.hpp"
#include "yugong/study/methods.hpp"

namespace yugong::study {
namespace {

void add_once(std::vector<std::string>& list, const std::string& name) {
  if (std::find(list.begin(), list.end(), name) == list.end()) list.push_back(name);
}

/// Replaces `@set` items in the options of a method that name columns, and notes every column used.
void resolve_columns(Draft& draft,
                     const Method& method,
                     Value& settings,
                     const std::string& path,
                     std::vector<std::string>& uses) {
  for (const OptionInfo& info : method.options) {
    const Value* value = info.columns ? settings.find(info.name) : nullptr;
    if (value == nullptr || (!value->is_array() && !value->is_text())) continue;
    Value resolved = Value::array();
    resolved.place = value->place;
    resolved.key_place = value->key_place;
    bool changed = false;
    for (const Mention& item : items_of(*value, draft.study.sets, path + "." + info.name)) {
      Value one = Value::of(item.name);
      one.place = item.place;
      resolved.items.push_back(one);
      changed = changed || !value->is_array() || resolved.items.size() > value->items.size();
      if (item.name.empty()) continue;
      draft.study.mentions.push_back(item);
      add_once(uses, item.name);
    }
    for (const Value& item : value->items)
      changed = changed || (item.is_text() && item.text.rfind('@', 0) == 0);
    if (changed && value->is_array()) settings.set(info.name, resolved);
  }
}

/// Columns that the method says it reads; mistakes inside the formula come out here, with their
/// place.
void add_uses(Draft& draft,
              const Method& method,
              const Value& settings,
              const Place& formula,
              std::vector<std::string>& uses) {
  try {
    for (const std::string& name : method.uses(settings)) add_once(uses, name);
  } catch (const Error& e) {
    const Value* vcov = settings.find("vcov");
    for (const Problem& p : e.problems()) {
      const bool of_vcov = (p.code == "YG2255" || p.code == "YG2256") && vcov != nullptr;
      draft.problems.push_back(moved(p, of_vcov ? vcov->place : formula));
    }
  }
}

void read_entry(Draft& draft,
                const Value& section,
                const std::string& section_name,
                const std::string& name) {
  const std::string path = section_name + "." + name;
  const Value& written = *section.find(name);
  if (!written.is_table()) {
    draft.problems.push_back(
        error("YG2202",
              {path + " must be a section of its own", path + " 应单独成节"},
              {"Write [" + path + "] and its options below", "请写 [" + path + "]，选项写在其下"},
              written.place));
    return;
  }
  ComputedSpec spec;
  spec.name = name;
  spec.section = section_name;
  spec.settings = with_like(section, name, section_name, draft.problems);
  spec.place = written.key_place.known() ? written.key_place : written.place;
  std::set<std::string> own = key_names<ComputedKeys>();
  const Value* kind = spec.settings.find("kind");
  const Method* method = method_of(section_name,
                                   kind != nullptr ? kind->text : "",
                                   path,
                                   kind != nullptr ? kind->place : spec.place,
                                   draft.problems);
  if (method == nullptr) return;
  spec.verb = method->verb.name;
  Value mine = Value::table();
  for (const auto& [key, value] : spec.settings.members) {
    if (own.count(key) > 0) mine.set(key, value);
  }
  const ComputedKeys keys = read_options<ComputedKeys>(mine, path, draft.problems);
  spec.label = text_of(keys.label, path + ".label", draft.problems);
  spec.where = keys.where;
  if (!keys.where.empty()) {
    spec.where_place = mine.find("where")->place;
    for (const std::string& used :
         expression_names(draft, keys.where, spec.where_place, path + ".where"))
      add_once(spec.uses, used);
  }
  resolve_columns(draft, *method, spec.settings, path, spec.uses);
  method->check(spec.settings, path, draft.problems, own);
  add_uses(draft, *method, spec.settings, spec.place, spec.uses);
  draft.study.computed.push_back(std::move(spec));
}

/// Terms of `y`, `x`, `fe`, ... as one side of a formula.
std::string side(const Value& value,
                 const Sets& sets,
                 const char* separator,
                 std::vector<Mention>& mentions) {
  std::vector<std::string> parts;
  for (const Mention& item : items_of(value, sets, "")) {
    parts.push_back(item.name);
    for (const NameUse& use : names_in(item.name))
      mentions.push_back({use.name, place_inside(item.place, use), ""});
  }
  return text::join(parts, separator);
}

/// The formula of an entry that gives its parts.
std::string formula_of(const Draft& draft, const ModelKeys& keys, std::vector<Mention>& mentions) {
  const Sets& sets = draft.study.sets;
  const std::string outcome = side(keys.y, sets, ", ", mentions);
  std::string formula =
      keys.y.is_array() && keys.y.items.size() > 1 ? "c(" + outcome + ")" : outcome;
  const std::string regressors = side(keys.x, sets, " + ", mentions);
  formula += " ~ " + (regressors.empty() ? std::string("1") : regressors);
  const std::string effects = side(keys.fe, sets, " + ", mentions);
  const std::string endogenous = side(keys.endog, sets, " + ", mentions);
  if (!effects.empty() || !endogenous.empty())
    formula += " | " + (effects.empty() ? std::string("0") : effects);
  if (!endogenous.empty())
    formula += " | " + endogenous + " ~ " + side(keys.iv, sets, " + ", mentions);
  return formula;
}

/// Reads one entry of [model].
class ModelReader {
 public:
  ModelReader(Draft& draft, const Value& section, const Value& defaults, const std::string& name)
      : draft_(draft),
        defaults_(defaults),
        path_("model." + name) {
    spec_.name = name;
    const Value& written = *section.find(name);
    spec_.place = written.key_place.known() ? written.key_place : written.place;
    own_formula_ =
        written.is_text() || written.find("formula") != nullptr || written.find("y") != nullptr;
    settings_ = with_like(section, name, "model", draft.problems);
  }

  void read() {
    Value mine = Value::table();
    const std::set<std::string> own = key_names<ModelKeys>();
    for (const auto& [key, value] : settings_.members) {
      if (own.count(key) > 0) mine.set(key, value);
    }
    mine.place = settings_.place;
    keys_ = read_options<ModelKeys>(mine, path_, draft_.problems);
    const Value* kind = settings_.find("kind");
    method_ = method_of(
        "model", keys_.kind, path_, kind != nullptr ? kind->place : spec_.place, draft_.problems);
    if (method_ == nullptr) return;
    spec_.verb = method_->verb.name;
    spec_.label = text_of(keys_.label, path_ + ".label", draft_.problems);
    read_formula();
    read_sample();
    put_defaults();
    hand_over_sets();
    resolve_columns(draft_, *method_, settings_, path_, spec_.uses);
    mention_clusters();
    std::vector<Problem> found;
    method_->check(settings_, path_, found, own);
    if (found.empty() && sets_known_ && spec_.formula.find('@') == std::string::npos)
      add_uses(draft_, *method_, settings_, spec_.formula_place, spec_.uses);
    draft_.problems.insert(draft_.problems.end(), found.begin(), found.end());
    spec_.settings = std::move(settings_);
    draft_.study.models.push_back(std::move(spec_));
  }

 private:
  void read_formula() {
    const bool takes_one = std::any_of(method_->options.begin(),
                                       method_->options.end(),
                                       [](const OptionInfo& o) { return o.formula; });
    if (!takes_one) return;
    const Value* written = settings_.find("formula");
    std::vector<Mention> mentions;
    std::string formula;
    if (written != nullptr && written->is_text()) {
      formula = written->text;
      spec_.formula_place = written->place;
      for (const NameUse& use : names_in(formula)) {
        if (use.is_set && own_formula_) check_set(use, written->place);
        if (!use.is_set) mentions.push_back({use.name, place_inside(written->place, use), ""});
      }
    } else if (keys_.y.type != Value::Type::null) {
      formula = formula_of(draft_, keys_, mentions);
      spec_.formula_place = keys_.y.place;
    } else {
      return;  // the method's own check says that the formula is missing
    }
    formula = swapped(expand_sets(formula, draft_.study.sets), mentions);
    spec_.models = models_of(formula);
    spec_.formula = formula;
    Value value = Value::of(spec_.models.front().formula);
    value.place = spec_.formula_place;
    settings_.set("formula", value);
    for (Mention& m : mentions) {
      if (own_formula_ || m.inside == "swap")
        draft_.study.mentions.push_back({m.name, m.place, "the formula of model " + spec_.name});
    }
    for (const NameUse& use : names_in(formula)) add_once(spec_.uses, use.name);
  }

  void check_set(const NameUse& use, const Place& place) {
    if (draft_.study.sets.count(use.name) > 0) return;
    sets_known_ = false;
    std::vector<std::string> names;
    for (const auto& [name, members] : draft_.study.sets) names.push_back(name);
    const Text hint = text::did_you_mean(use.name, names);
    draft_.problems.push_back(
        error("YG2105",
              {fmt::format("unknown set '@{}' in the formula of model {}", use.name, spec_.name),
               fmt::format("模型 {} 的公式中有未知的变量集合“@{}”", spec_.name, use.name)},
              {hint.empty() ? "Define it:  [sets] " + use.name + " = [\"x1\", \"x2\"]"
                            : hint.en.substr(2),
               hint.empty() ? "请定义：  [sets] " + use.name + " = [\"x1\", \"x2\"]"
                            : hint.zh.substr(3)},
              place_inside(place, use))
            .about(use.name));
  }

  std::string swapped(const std::string& formula, std::vector<Mention>& mentions) {
    std::map<std::string, std::string> swap;
    for (const auto& [name, to] : keys_.swap.members) {
      const std::string& from = name;
      if (!to.is_text()) continue;
      swap[from] = to.text;
      for (const NameUse& use : names_in(to.text))
        mentions.push_back({use.name, place_inside(to.place, use), "swap"});
      const std::vector<NameUse> uses = names_in(formula);
      if (std::any_of(uses.begin(), uses.end(), [&](const NameUse& u) { return u.name == from; }))
        continue;
      std::vector<std::string> names;
      for (const NameUse& u : uses) names.push_back(u.name);
      const Text hint = text::did_you_mean(from, names);
      draft_.problems.push_back(
          error("YG2104",
                {fmt::format(
                     "swap names '{}', which is not in the formula of model {}", from, spec_.name),
                 fmt::format("swap 中的“{}”不在模型 {} 的公式里", from, spec_.name)},
                {"the formula is " + formula + hint.en, "公式为 " + formula + hint.zh},
                to.key_place)
              .about(from));
    }
    return swap.empty() ? formula : swap_names(formula, swap);
  }

  void read_sample() {
    if (!keys_.where.empty()) {
      spec_.where = keys_.where;
      spec_.where_place = settings_.find("where")->place;
      for (const std::string& n :
           expression_names(draft_, keys_.where, spec_.where_place, path_ + ".where"))
        add_once(spec_.uses, n);
    }
    if (keys_.winsor.type != Value::Type::null) {
      static_cast<void>(read_options<prepare::winsorise::Options>(
          keys_.winsor, path_ + ".winsor", draft_.problems));
      spec_.winsor = keys_.winsor;
      if (const Value* vars = keys_.winsor.find("vars")) {
        Value resolved = Value::array();
        for (const Mention& m : items_of(*vars, draft_.study.sets, path_ + ".winsor")) {
          draft_.study.mentions.push_back(m);
          add_once(spec_.uses, m.name);
          resolved.items.push_back(Value::of(m.name));
        }
        spec_.winsor->set("vars", resolved);
      }
    }
    if (!keys_.split.empty() && !keys_.fsplit.empty())
      draft_.problems.push_back(
          error("YG2206",
                {path_ + " gives split and fsplit", path_ + " 同时给出 split 与 fsplit"},
                {"fsplit is split with an estimate on all rows first: keep one of them",
                 "fsplit 即先估计全样本再分组：请只保留其一"},
                settings_.find("fsplit")->key_place));
    const char* key = keys_.fsplit.empty() ? "split" : "fsplit";
    const std::string& by = keys_.fsplit.empty() ? keys_.split : keys_.fsplit;
    if (!by.empty()) {
      spec_.split = by;
      spec_.full = !keys_.fsplit.empty();
      spec_.order = keys_.order;
      draft_.study.mentions.push_back({by, settings_.find(key)->place, path_ + "." + key});
      add_once(spec_.uses, by);
      // The study makes the groups, for every method; the method is not to make them again.
      std::erase_if(settings_.members, [&](const auto& member) { return member.first == key; });
    } else if (!keys_.order.empty()) {
      draft_.problems.push_back(
          error("YG2206",
                {path_ + " gives an order but no split", path_ + " 有 order 而没有 split"},
                {"Add:  split = \"region\"", "请补充：  split = \"region\""},
                settings_.find("order")->key_place));
    }
  }

  /// Options of [defaults] that the method has and the entry does not give.
  void put_defaults() {
    for (const OptionInfo& info : method_->options) {
      const Value* value = defaults_.find(info.name);
      if (value != nullptr && settings_.find(info.name) == nullptr)
        settings_.set(info.name, *value);
    }
  }

  /// Sets for `@name` in an option that the method reads itself, such as groups of instruments.
  void hand_over_sets() {
    const auto& options = method_->options;
    const bool takes = std::any_of(
        options.begin(), options.end(), [](const OptionInfo& o) { return o.name == "sets"; });
    if (!takes || settings_.find("sets") != nullptr) return;
    const bool wanted = std::any_of(options.begin(), options.end(), [&](const OptionInfo& o) {
      const Value* value = o.type == "table" ? settings_.find(o.name) : nullptr;
      return value != nullptr && to_json(*value).find('@') != std::string::npos;
    });
    if (!wanted) return;
    Value sets = Value::table();
    for (const auto& [name, members] : draft_.study.sets) {
      Value list = Value::array();
      for (const std::string& member : members) list.items.push_back(Value::of(member));
      sets.set(name, std::move(list));
    }
    settings_.set("sets", std::move(sets));
  }

  void mention_clusters() {
    const Value* vcov = settings_.find("vcov");
    if (vcov == nullptr || !vcov->is_text() || vcov->text.find('(') == std::string::npos) return;
    for (const NameUse& use : names_in(vcov->text)) {
      draft_.study.mentions.push_back({use.name, place_inside(vcov->place, use), path_ + ".vcov"});
      add_once(spec_.uses, use.name);
    }
  }

  Draft& draft_;
  const Value& defaults_;
  std::string path_;
  ModelSpec spec_;
  ModelKeys keys_;
  Value settings_;
  const Method* method_ = nullptr;
  bool own_formula_ = false;
  bool sets_known_ = true;
};

/// A key of [defaults] must be an option of some method for models.
void check_defaults(Draft& draft, const Value& defaults) {
  std::vector<std::string> known;
  for (const std::string& verb : verbs_of("model")) {
    for (const OptionInfo& info : find_method(verb)->options) add_once(known, info.name);
  }
  for (const auto& [key, value] : defaults.members) {
    if (std::find(known.begin(), known.end(), key) != known.end()) continue;
    const Text hint = text::did_you_mean(key, known);
    draft.problems.push_back(
        error("YG2201",
              {fmt::format("unknown option '{}' in defaults", key),
               fmt::format("defaults 中有未知选项“{}”", key)},
              {hint.empty() ? "known here: " + text::join(known, ", ") : hint.en.substr(2),
               hint.empty() ? "此处可用：" + text::join(known, "、") : hint.zh.substr(3)},
              value.key_place)
            .about(key));
  }
}

const Value& table_of(const Draft& draft, const std::string& name) {
  static const Value nothing = Value::table();
  const Value* found = draft.tree.find(name);
  return found != nullptr && found->is_table() ? *found : nothing;
}

}  // namespace

void read_computed(Draft& draft) {
  for (const char* name : {"index", "efficiency"}) {
    const Value& section = table_of(draft, name);
    for (const auto& [entry, value] : section.members) read_entry(draft, section, name, entry);
  }
}

void read_models(Draft& draft) {
  const Value& defaults = table_of(draft, "defaults");
  const Value& section = table_of(draft, "model");
  check_defaults(draft, defaults);
  for (const auto& [name, value] : section.members) {
    if (value.is_text() || value.is_table()) {
      ModelReader(draft, section, defaults, name).read();
      continue;
    }
    draft.problems.push_back(error(
        "YG2202",
        {"model." + name + " must be a formula or a table", "model." + name + " 应为公式或表"},
        {"Write:  " + name + " = \"y ~ x | city + year\"",
         "请写：  " + name + " = \"y ~ x | city + year\""},
        value.place));
  }
}

}  // namespace yugong::study
