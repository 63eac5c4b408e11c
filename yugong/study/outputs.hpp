#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "yugong/base/value.hpp"

namespace yugong::study {

/// The folder of outputs. Files are written to a folder beside it and moved in place by `commit`,
/// each whole; until then, and when the object goes without commit, the outputs of the last run
/// stay as they are.
class Outputs {
 public:
  /// Throws Error YG4013 when the folder holds files that are not ours, YG4001 when it cannot be
  /// made.
  explicit Outputs(const std::string& folder);
  ~Outputs();
  Outputs(const Outputs&) = delete;
  Outputs& operator=(const Outputs&) = delete;

  const std::string& folder() const { return folder_; }

  std::string cache_folder() const { return folder_ + "/cache"; }

  /// Writes a file of a step. Throws Error YG4001.
  void put(const std::string& step, const std::string& name, std::string_view bytes);
  /// Takes over a file that another program wrote to `staging(name)`.
  void take(const std::string& step, const std::string& name);
  /// Where a file of that name stands until commit; its folder is made.
  std::string staging(const std::string& name);

  /// Whether the last run made this step with the same key and its files are still as they were
  /// written; if so they are kept.
  bool keep(const std::string& step, const std::string& key);
  /// The bytes of a file of this run or, for a step kept, of the last.
  std::string bytes_of(const std::string& name) const;

  /// SHA-256 of every file of this run, by name.
  std::map<std::string, std::string> hashes() const;
  /// Files of a step.
  std::vector<std::string> files_of(const std::string& step) const;

  /// Moves everything in place and then the manifest. Files of the last run that this one did not
  /// make are removed, unless `partial` (then they are kept, in the manifest too).
  std::vector<std::string> commit(Value manifest,
                                  const std::map<std::string, std::string>& keys,
                                  bool partial);

 private:
  struct Entry {
    std::string key;
    std::map<std::string, std::string> files;  ///< name -> SHA-256
  };

  std::string folder_;
  std::string staging_;
  std::map<std::string, Entry> last_;
  std::map<std::string, Entry> now_;
  void read_manifest();
  void check_ours() const;
};

}  // namespace yugong::study
