#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "yugong/report/figure.hpp"
#include "yugong/study/build.hpp"
#include "yugong/study/keys.hpp"

/// Figures of efficiency scores and productivity indices: they are drawn from a result's own
/// frames, not from the panel.
namespace yugong::study {

/// Rows of the panel that a figure uses, and their groups: values of `by` in order, or one empty
/// name.
struct FigureRows {
  const std::vector<std::uint32_t>& rows;
  std::vector<std::string> groups;
  std::function<bool(std::size_t row, const std::string& group)> in_group;
};

/// Where inefficiency lies: for each group (or period, without `by`) a bar that stacks what each
/// variable adds to it, its weight in the score times its mean gap to the target in percent. A
/// model without weights has bars side by side, of the mean gaps.
void slacks_figure(const Made& made,
                   const ExhibitSpec& spec,
                   const FigureKeys& keys,
                   const FigureRows& rows,
                   report::Figure& figure);

/// Each row where it is and where its target is, in two of the variables.
void projection_figure(const Made& made,
                       const ExhibitSpec& spec,
                       const FigureKeys& keys,
                       const FigureRows& rows,
                       report::Figure& figure);

/// Chains of the mean index and its parts since the first period; with `by`, of the index of each
/// group.
void productivity_figure(const Made& made,
                         const ExhibitSpec& spec,
                         const FigureKeys& keys,
                         const FigureRows& rows,
                         report::Figure& figure);

}  // namespace yugong::study
