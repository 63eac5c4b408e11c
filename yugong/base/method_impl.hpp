#pragma once
// Implementation of yugong/base/method.hpp: included from there only.

#include <chrono>

namespace yugong {

template <class Options, class Fit>
Method make_method(std::string room,
                   Verb verb,
                   Fit (*fit)(const data::Panel&, const Options&, const Executor&),
                   Frame (*tidy)(const Fit&),
                   Frame (*glance)(const Fit&),
                   Frame (*augment)(const Fit&, const data::Panel&),
                   void (*complete)(const Fit&, Result&),
                   std::vector<std::string> (*uses)(const Options&)) {
  Method method;
  method.room = std::move(room);
  method.options = option_infos<Options>();
  method.check = [](const Value& settings,
                    const std::string& path,
                    std::vector<Problem>& problems,
                    const std::set<std::string>& also) {
    static_cast<void>(read_options<Options>(settings, path, problems, also));
  };
  method.uses = [uses](const Value& settings) {
    std::vector<Problem> problems;
    std::set<std::string> everything;
    for (const auto& [key, value] : settings.members) everything.insert(key);
    const Options options = read_options<Options>(settings, "", problems, everything);
    return problems.empty() ? uses(options) : std::vector<std::string>{};
  };
  method.run = [fit, tidy, glance, augment, complete, name = verb.name](
                   const data::Panel& panel,
                   const Value& settings,
                   const std::string& path,
                   const Executor& executor,
                   const std::set<std::string>& also) {
    std::vector<Problem> problems;
    const Options options = read_options<Options>(settings, path, problems, also);
    if (!problems.empty()) throw Error(std::move(problems));
    const auto start = std::chrono::steady_clock::now();
    const Fit fitted = fit(panel, options, executor);
    Result result;
    result.id = path;
    result.kind = name;
    result.tidy = tidy(fitted);
    result.glance = glance(fitted);
    result.augment = augment(fitted, panel);
    result.options = to_json(to_value(options));
    complete(fitted, result);
    result.seconds =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    return result;
  };
  method.verb = std::move(verb);
  return method;
}

}  // namespace yugong
