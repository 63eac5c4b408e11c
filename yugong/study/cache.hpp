#pragma once

#include <optional>
#include <string>
#include <vector>

#include "yugong/base/result.hpp"
#include "yugong/data/table.hpp"

namespace yugong::study {

/// What a step leaves behind, whole: columns and their history for steps that make data, results
/// for steps that estimate.
struct Product {
  std::optional<data::Table> table;
  std::vector<Result> results;
  std::vector<Problem> notes;
};

/// Bytes of a product and back, every double bit by bit. `unpack` gives nothing when the bytes are
/// damaged or of another version: the checksum over the whole is verified first.
std::string pack(const Product& product);
std::optional<Product> unpack(const std::string& bytes);

/// Products on disk under their content key. A damaged entry counts as absent and leaves a note
/// (YG4010).
class Cache {
 public:
  explicit Cache(std::string folder) : folder_(std::move(folder)) {}

  std::optional<Product> find(const std::string& key, std::vector<Problem>& notes) const;
  /// Whole or not at all; a full disk is a note, not an error: the run does not depend on the
  /// cache.
  void store(const std::string& key, const Product& product, std::vector<Problem>& notes) const;

 private:
  std::string folder_;
  std::string path_of(const std::string& key) const;
};

}  // namespace yugong::study
