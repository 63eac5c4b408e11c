#pragma once

#include <string>
#include <vector>

#include "yugong/base/word_of.hpp"
#include "yugong/frontier/dea.hpp"

/// What the options mean, settled and checked without data. Private to the method.
namespace yugong::frontier::dea {

bool is_super(Model model);
bool is_sbm(Model model);          ///< sbm, super-sbm, erg
bool is_radial(Model model);       ///< radial, super-radial
bool is_directional(Model model);  ///< ddf, super-ddf, nddf
bool is_ebm(Model model);          ///< ebm, super-ebm

/// A ratio that is one at best under every returns to scale: sbm, radial, ebm.
bool is_ratio(Model model);

/// Zero amounts: ratio term dropped with its weight shared, or kept in the count, or zeros
/// replaced (everywhere, or only among outputs), or the row taken as missing.
struct ZeroRule {
  enum class Kind { drop_term, keep_count, small, small_outputs, missing };
  Kind kind = Kind::drop_term;
  double factor = 0;  ///< of `small`: share of the smallest positive amount of the column
};

/// Negative amounts: refused, shifted by a constant, or measured by the range directional model.
struct NegativeRule {
  enum class Kind { error, shift, rdm };
  Kind kind = Kind::error;
  double constant = 0;  ///< added to every column that has a negative amount
};

/// What the direction of a unit is made of.
struct DirectionRule {
  enum class Kind { own, ones, mean, range, table };
  Kind kind = Kind::own;
  std::vector<std::uint8_t> moves;  ///< [variables] of `own`, `ones` and `mean`

  struct Entry {
    enum class Kind { none, number, column, own };
    Kind kind = Kind::none;
    double number = 0;
    std::string column;
  };

  std::vector<Entry> entry;  ///< [variables] of `table`
};

/// Epsilon of ebm as given; NaN where it is to be computed.
struct EpsilonRule {
  double input, good, bad;
};

/// The options with every `auto` settled, by `replicate` or by the model; `notes` says what was
/// taken from another program and what the user stated otherwise.
Options settle(const Options& options, std::vector<Problem>& notes);

/// Throws every mistake together: settings that contradict each other (YG3310, YG3330, YG3331),
/// a variable named twice (YG3309), weights that do not fit (YG3319). Options are settled.
void check_settings(const Options& options);

/// Settings that are carried out but should be known to the reader.
void note_settings(const Options& options, std::vector<Problem>& notes);

ZeroRule zero_rule(const std::string& written);
NegativeRule negative_rule(const std::string& written);
DirectionRule direction_rule(const Options& options);  ///< throws YG3331
EpsilonRule epsilon_rule(const Value& written);        ///< throws YG3332

/// The variables in the order inputs, goods, bads.
std::vector<Variable> variables_of(const Options& options);

/// Whether `weights` names sides ({good = a, bad = c}) and no variable.
bool weights_by_side(const Options& options);

/// Weights and orientation of the SBM program, or of the super program.
Ratio ratio_of(const Options& options, bool super);

/// Whether the variable has a direction.
bool moves(const DirectionRule& rule, std::size_t v);

/// Equality rows (weak disposability under constant returns), Kuosmanen's rows, or neither.
Disposal disposal_of(const Options& options);

}  // namespace yugong::frontier::dea
