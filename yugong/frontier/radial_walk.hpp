#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <utility>
#include <vector>

#include "yugong/frontier/radial_program.hpp"
#include "yugong/frontier/radial_scan.hpp"

/// The facets of one reference set, found as points ask for them. Private to the room.
///
/// In the signs A lam + s = r(t), s >= 0 (inputs and bads as they are, goods negative), with r(t) =
/// fixed + t * moving, a facet is a plane q >= 0 with q.a >= 0 for every member and q.g = 0 for the
/// D - 1 columns that span it: members, or the slack of a row. It bounds t by
/// -(q.fixed)/(q.moving), and the bound is attained when r(t) is a non-negative combination of the
/// columns. Otherwise, beyond the ridge that leaves out a column with a negative coefficient, lies
/// a facet with a sharper bound: the plane turned about that ridge until it meets a member (a step
/// of the dual simplex method).
namespace yugong::frontier {

/// What all points of a scorer share.
struct RadialFrame {
  RadialRows rows;
  std::size_t dimension = 0;  ///< rows
};

/// A point in scaled units, and the facet where its walk begins and ends.
struct RadialPoint {
  const double* fixed = nullptr;   ///< [rows]
  const double* moving = nullptr;  ///< [rows]
  double reach = 0;                ///< no intensity exceeds reach * max(1, t)
  double least_slope = 0;          ///< a facet with a smaller one does not bound t
};

class FacetWalk {
 public:
  virtual ~FacetWalk() = default;
  /// Forgets all facets; `count` members as left by load_members. Facets support the members listed
  /// here and by `grow`, not the others.
  virtual void begin(const double* column,
                     std::size_t stride,
                     std::size_t count,
                     std::span<const std::uint32_t> listed) = 0;
  /// Lists more members: facets that they lie below are dead from now on.
  virtual void grow(std::span<const std::uint32_t> listed) = 0;
  virtual bool is_listed(std::size_t member) const = 0;
  /// t against the members listed, or NaN when it is not certified here. `facet`: where to begin
  /// (-1: anywhere), then where the walk ended (-1: nowhere).
  virtual double find(const RadialPoint& point, std::int32_t& facet) = 0;
  virtual bool is_alive(std::int32_t facet) const = 0;
  virtual std::size_t facets() const = 0;
  std::size_t steps = 0;
};

template <std::size_t D>
class FacetsOf final : public FacetWalk {
  static constexpr std::size_t spanning = D - 1;
  static constexpr std::int32_t unknown = -1, nowhere = -2;
  static constexpr double slip = 1e-13;       // a member this far below a facet counts as on it
  static constexpr double negative = 1e-13;   // a coefficient this far below zero counts as zero
  static constexpr double least_turn = 1e-9;  // of a column that may span, relative to the ridge
  static constexpr double floor_height = 1e-15;
  static constexpr double certified = 1e-10;
  static constexpr double rounding = 5e-16 * static_cast<double>(D);
  static constexpr int most_steps = 400;

  using Vector = std::array<double, D>;

  struct Facet {
    std::array<Vector, D> inverse;  // [row][k]: coefficient of column k; last: the plane q
    std::array<Vector, spanning> column;
    std::array<std::int64_t, spanning> name;    // member, or -1 - row of a slack
    std::array<std::int32_t, spanning> beyond;  // facet across the ridge that leaves out column k
    double depth = 0;  // how far below it a listed member or a slack may lie, with rounding
    bool alive = true;
  };

 public:
  explicit FacetsOf(const RadialFrame& frame) : rows_(frame.rows) {}

  void begin(const double* column,
             std::size_t stride,
             std::size_t count,
             std::span<const std::uint32_t> listed) override {
    all_ = column;
    stride_ = stride;
    count_ = count;
    facets_.clear();
    keys_.clear();
    table_.assign(std::max<std::size_t>(table_.size(), 1024), unknown);
    place_.assign(count, unknown);
    listed_.clear();
    make_room(listed.size() + 4 * D * D);
    for (const std::uint32_t j : listed) enlist(j);
    list_starts();
    for (const Start& s : begin_) start(s);
    starts_ = facets_.size();
  }

  void grow(std::span<const std::uint32_t> listed) override {
    const std::size_t before = listed_.size();
    make_room(before + listed.size());
    for (const std::uint32_t j : listed) enlist(j);
    const std::size_t more = listed_.size() - before;
    for (Facet& f : facets_) {
      const Vector q = plane(f);
      const double low =
          products(q.data(), D, list_.data() + before, capacity_, more, product_.data());
      if (!(low >= -slip)) f.alive = false;
      f.depth = std::max(f.depth, rounding - low);
    }
    for (Facet& f : facets_)
      for (std::int32_t& next : f.beyond)
        if (next == nowhere || (next >= 0 && !facets_[index(next)].alive)) next = unknown;
  }

  bool is_listed(std::size_t member) const override { return place_[member] != unknown; }

  bool is_alive(std::int32_t facet) const override {
    return facet >= 0 && facets_[index(facet)].alive;
  }

  double find(const RadialPoint& point, std::int32_t& facet) override {
    std::int32_t at = facet;
    facet = unknown;
    if (!is_alive(at) || !bounds(facets_[index(at)], point)) at = start_for(point);
    if (at < 0) return std::numeric_limits<double>::quiet_NaN();
    for (int step = 0; step < most_steps; ++step) {
      const Facet& f = facets_[index(at)];
      Vector coefficient, r;
      double t = 0, slope = 0;
      if (!meet(f, point, t, slope, r, coefficient)) break;
      std::size_t leave = spanning;
      double low = -negative;
      for (std::size_t k = 0; k < spanning; ++k) {
        if (!(coefficient[k] < low)) continue;
        low = coefficient[k];
        leave = k;
      }
      if (leave == spanning) {
        if (!is_certified(f, point, t, slope, r, coefficient)) break;
        facet = at;
        return t;
      }
      ++steps;
      at = f.beyond[leave] == unknown ? cross(index(at), leave) : f.beyond[leave];
      if (at < 0) break;
    }
    return std::numeric_limits<double>::quiet_NaN();
  }

  std::size_t facets() const override { return facets_.size(); }

 private:
  static std::size_t index(std::int32_t facet) { return static_cast<std::size_t>(facet); }

  bool has_slack(std::size_t i) const { return rows_.kind[i] != RadialRows::Kind::sum_equal; }

  static double dot(const Vector& a, const Vector& b) {
    double sum = 0;
    for (std::size_t i = 0; i < D; ++i) sum += a[i] * b[i];
    return sum;
  }

  static Vector plane(const Facet& f) {
    Vector q;
    for (std::size_t i = 0; i < D; ++i) q[i] = f.inverse[i][spanning];
    return q;
  }

  static Vector ridge(const Facet& f, std::size_t k) {
    Vector q;
    for (std::size_t i = 0; i < D; ++i) q[i] = f.inverse[i][k];
    return q;
  }

  Vector column_of(std::int64_t name) const {
    Vector a{};
    if (name < 0)
      a[static_cast<std::size_t>(-1 - name)] = 1;
    else
      for (std::size_t i = 0; i < D; ++i) a[i] = all_[i * stride_ + static_cast<std::size_t>(name)];
    return a;
  }

  /// Columns of the list are kept side by side, `capacity_` apart from row to row.
  void make_room(std::size_t wanted) {
    if (wanted <= capacity_) return;
    const std::size_t wide = (wanted + wanted / 2 + 15) / 8 * 8;
    std::vector<double> wider(wide * D);
    for (std::size_t i = 0; i < D; ++i)
      for (std::size_t l = 0; l < listed_.size(); ++l)
        wider[i * wide + l] = list_[i * capacity_ + l];
    list_ = std::move(wider);
    capacity_ = wide;
    open_.resize(wide, 1.0);
    product_.resize(wide);
  }

  void enlist(std::size_t j) {
    if (place_[j] != unknown) return;
    place_[j] = static_cast<std::int32_t>(listed_.size());
    open_[listed_.size()] = 1;
    // Columns are looked at eight together: what an earlier reference set left there goes.
    if (listed_.size() % 8 == 0)
      for (std::size_t i = 0; i < D; ++i)
        std::fill_n(&list_[i * capacity_ + listed_.size()], 8, 0.0);
    for (std::size_t i = 0; i < D; ++i)
      list_[i * capacity_ + listed_.size()] = all_[i * stride_ + j];
    listed_.push_back(static_cast<std::uint32_t>(j));
  }

  // ---- a point on a facet ----

  static bool bounds(const Facet& f, const RadialPoint& point) {
    double slope = 0;
    for (std::size_t i = 0; i < D; ++i) slope += f.inverse[i][spanning] * point.moving[i];
    return std::abs(slope) > point.least_slope;
  }

  std::int32_t start_for(const RadialPoint& point) const {
    for (std::size_t f = 0; f < starts_; ++f)
      if (bounds(facets_[f], point)) return static_cast<std::int32_t>(f);
    return unknown;
  }

  /// Where the point's ray meets the plane, and its coefficients there.
  static bool meet(const Facet& f,
                   const RadialPoint& point,
                   double& t,
                   double& slope,
                   Vector& r,
                   Vector& coefficient) {
    double level = 0;
    slope = 0;
    for (std::size_t i = 0; i < D; ++i) {
      level += f.inverse[i][spanning] * point.fixed[i];
      slope += f.inverse[i][spanning] * point.moving[i];
    }
    if (!(std::abs(slope) > point.least_slope)) return false;
    t = -level / slope;
    for (std::size_t i = 0; i < D; ++i) r[i] = point.fixed[i] + t * point.moving[i];
    coefficient = {};
    for (std::size_t i = 0; i < D; ++i)
      for (std::size_t k = 0; k < D; ++k) coefficient[k] += f.inverse[i][k] * r[i];
    return true;
  }

  /// Primal: coefficients below zero taken as zero, each row within 1e-10 of the point's own
  /// amount. Dual: what members below the plane could gain at their highest intensities.
  static bool is_certified(const Facet& f,
                           const RadialPoint& point,
                           double t,
                           double slope,
                           const Vector& r,
                           const Vector& coefficient) {
    Vector miss = r;
    for (std::size_t k = 0; k < spanning; ++k) {
      const double level = coefficient[k] > 0 ? coefficient[k] : 0.0;
      for (std::size_t i = 0; i < D; ++i) miss[i] -= level * f.column[k][i];
    }
    bool met = true;
    double loss = 0;
    for (std::size_t i = 0; i < D; ++i) {
      const double distance = std::abs(miss[i]);
      const double amount = std::abs(r[i]);
      met = met && (amount > 0 ? distance <= certified * amount : distance <= 1e-14 * point.reach);
      loss += std::abs(f.inverse[i][spanning]) * distance;
    }
    const double most = point.reach * std::max(1.0, t) * static_cast<double>(D);
    return met && loss + f.depth * most <= certified * std::abs(slope * t);
  }

  // ---- finding facets ----

  std::int32_t cross(std::size_t from, std::size_t leave) {
    const std::int32_t found = beyond(from, leave);
    facets_[from].beyond[leave] = found;
    return found;
  }

  /// The facet across a ridge; `nowhere` when there is none to be trusted.
  std::int32_t beyond(std::size_t from, std::size_t leave) {
    std::int64_t enter = 0;
    if (!entering(facets_[from], leave, enter)) return nowhere;
    const std::int32_t known = look_up(name_after(facets_[from], leave, enter));
    if (known != unknown) return facets_[index(known)].alive ? known : nowhere;
    Facet made;
    if (!turned(facets_[from], leave, enter, made) || !verify(made)) return nowhere;
    const std::int32_t self = keep(made);
    facets_[index(self)].beyond[leave] = static_cast<std::int32_t>(from);
    return self;
  }

  static std::size_t index_of(std::int64_t member) { return static_cast<std::size_t>(member); }

  /// The first column that the plane meets when it turns about the ridge.
  bool entering(const Facet& f, std::size_t leave, std::int64_t& enter) {
    const Vector q = plane(f), turn = ridge(f, leave);
    double size = 0;
    for (const double v : turn) size = std::max(size, std::abs(v));
    const double least = least_turn * size;
    open_spanning(f, 0);
    const Met met = turning(q.data(),
                            turn.data(),
                            D,
                            list_.data(),
                            capacity_,
                            listed_.size(),
                            least,
                            floor_height,
                            open_.data());
    open_spanning(f, 1);
    double first = met.share;
    bool any = met.column >= 0;
    if (any) enter = listed_[index_of(met.column)];
    for (std::size_t i = 0; i < D; ++i) {
      if (!(turn[i] < -least) || !may_enter(f, i)) continue;
      const double share = turn[i] / std::max(q[i], floor_height);
      if (!(share < first)) continue;
      first = share;
      any = true;
      enter = slack(i);
    }
    return any || entering_late(f, q, turn, enter);
  }

  /// Nothing is met within a right angle: the first column met beyond it.
  bool entering_late(const Facet& f,
                     const Vector& q,
                     const Vector& turn,
                     std::int64_t& enter) const {
    double first = std::numeric_limits<double>::infinity();
    const auto consider = [&](std::int64_t name, double height, double bend) {
      if (!(height > least_turn) || !(bend / height < first)) return;
      first = bend / height;
      enter = name;
    };
    for (const std::uint32_t j : listed_) {
      if (std::find(f.name.begin(), f.name.end(), std::int64_t{j}) != f.name.end()) continue;
      const Vector a = column_of(j);
      consider(j, dot(q, a), dot(turn, a));
    }
    for (std::size_t i = 0; i < D; ++i)
      if (may_enter(f, i)) consider(slack(i), q[i], turn[i]);
    return std::isfinite(first);
  }

  static std::int64_t slack(std::size_t row) { return -1 - static_cast<std::int64_t>(row); }

  bool may_enter(const Facet& f, std::size_t row) const {
    return has_slack(row) && std::find(f.name.begin(), f.name.end(), slack(row)) == f.name.end();
  }

  /// Whether the members that span the facet may enter.
  void open_spanning(const Facet& f, double open) {
    for (const std::int64_t name : f.name)
      if (name >= 0) open_[index(place_[index_of(name)])] = open;
  }

  /// The facet spanned by the columns of `f` with column `leave` replaced.
  bool turned(const Facet& f, std::size_t leave, std::int64_t enter, Facet& made) const {
    const Vector p = plane(f), rho = ridge(f, leave), a = column_of(enter);
    const double height = std::max(dot(p, a), 0.0), bend = dot(rho, a);
    const double steep = -bend > height ? 1 : -bend / height,
                 flat = -bend > height ? -height / bend : 1;
    Vector q;
    double size = 0;
    for (std::size_t i = 0; i < D; ++i) {
      q[i] = steep * p[i] + flat * rho[i];
      size += std::abs(q[i]);
    }
    if (!(size > 0)) return false;
    for (double& v : q) v /= size;
    // Of the plane through p and rho: orthogonal to the new facet.
    const double along_p = dot(rho, q), along_rho = dot(p, q);
    Vector w;
    for (std::size_t i = 0; i < D; ++i) w[i] = along_rho * rho[i] - along_p * p[i];
    const double pivot = dot(w, a);
    if (!(std::abs(pivot) > 0)) return false;
    for (double& v : w) v /= pivot;
    made.column = f.column;
    made.name = f.name;
    made.column[leave] = a;
    made.name[leave] = enter;
    made.beyond.fill(unknown);
    const double square = dot(q, q);
    for (std::size_t k = 0; k < spanning; ++k) {
      Vector row = k == leave ? w : ridge(f, k);
      if (k != leave) {
        const double share = dot(row, a);
        for (std::size_t i = 0; i < D; ++i) row[i] -= share * w[i];
        const double normal = dot(row, q) / square;
        for (std::size_t i = 0; i < D; ++i) row[i] -= normal * q[i];
      }
      for (std::size_t i = 0; i < D; ++i) made.inverse[i][k] = row[i];
    }
    for (std::size_t i = 0; i < D; ++i) made.inverse[i][spanning] = q[i];
    refine(made);
    return true;
  }

  /// One step of Newton's method on the plane and on the inverse, from the columns themselves.
  static void refine(Facet& f) {
    for (std::size_t k = 0; k < spanning; ++k) {
      double miss = 0;
      for (std::size_t i = 0; i < D; ++i) miss += f.inverse[i][spanning] * f.column[k][i];
      for (std::size_t i = 0; i < D; ++i) f.inverse[i][spanning] -= miss * f.inverse[i][k];
    }
    std::array<Vector, spanning> miss{};  // [l][k] = ridge k . column l - (k == l)
    for (std::size_t l = 0; l < spanning; ++l) {
      for (std::size_t i = 0; i < D; ++i)
        for (std::size_t k = 0; k < spanning; ++k) miss[l][k] += f.inverse[i][k] * f.column[l][i];
      miss[l][l] -= 1;
    }
    for (std::size_t i = 0; i < D; ++i) {
      Vector change{};
      for (std::size_t l = 0; l < spanning; ++l)
        for (std::size_t k = 0; k < spanning; ++k) change[k] += miss[l][k] * f.inverse[i][l];
      for (std::size_t k = 0; k < spanning; ++k) f.inverse[i][k] -= change[k];
    }
  }

  /// Whether no listed member and no slack lies below.
  bool verify(Facet& f) {
    const Vector q = plane(f);
    double lowest = products(q.data(), D, list_.data(), capacity_, listed_.size(), product_.data());
    for (std::size_t i = 0; i < D; ++i)
      if (has_slack(i)) lowest = std::min(lowest, q[i]);
    f.depth = std::max(0.0, -lowest) + rounding;
    return lowest >= -slip;
  }

  // ---- the table of facets by the columns that span them ----

  static std::uint64_t mixed(std::int64_t name) {
    std::uint64_t z = static_cast<std::uint64_t>(name) + 0x9e3779b97f4a7c15ULL;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
    return z ^ (z >> 31);
  }

  static std::uint64_t key_of(const std::array<std::int64_t, spanning>& names) {
    std::uint64_t sum = 0;
    for (const std::int64_t name : names) sum += mixed(name);
    return sum;
  }

  static std::uint64_t name_after(const Facet& f, std::size_t leave, std::int64_t enter) {
    return key_of(f.name) - mixed(f.name[leave]) + mixed(enter);
  }

  std::int32_t look_up(std::uint64_t key) const {
    const std::size_t mask = table_.size() - 1;
    for (std::size_t slot = key & mask; table_[slot] != unknown; slot = (slot + 1) & mask)
      if (keys_[index(table_[slot])] == key) return table_[slot];
    return unknown;
  }

  void insert(std::int32_t facet) {
    const std::size_t mask = table_.size() - 1;
    std::size_t slot = keys_[index(facet)] & mask;
    while (table_[slot] != unknown) slot = (slot + 1) & mask;
    table_[slot] = facet;
  }

  std::int32_t keep(const Facet& f) {
    const auto self = static_cast<std::int32_t>(facets_.size());
    facets_.push_back(f);
    keys_.push_back(key_of(f.name));
    if (2 * facets_.size() > table_.size()) {
      table_.assign(4 * table_.size(), unknown);
      for (std::int32_t other = 0; other < self; ++other) insert(other);
    }
    insert(self);
    return self;
  }

  // ---- facets to begin with ----

  /// A plane with entries in two rows only: 1 in `row`, w in `other`.
  struct Start {
    std::size_t row = 0, other = 0;
    std::int64_t member = -1;
    double w = 0;
  };

  /// The planes of one ratio: least input per good output, or, where intensities add up to one,
  /// least input or greatest good. Their members, the best of all, are listed.
  void list_starts() {
    using Kind = RadialRows::Kind;
    std::size_t sum = D;
    for (std::size_t i = 0; i < D; ++i)
      if (rows_.kind[i] == Kind::sum_equal) sum = i;
    begin_.clear();
    for (std::size_t i = 0; i < D; ++i) {
      if (rows_.kind[i] != (sum < D && rows_.output ? Kind::made : Kind::used)) continue;
      for (std::size_t r = 0; r < D; ++r)
        if (sum < D ? r == sum : rows_.kind[r] == Kind::made) begin_.push_back({i, r, -1, 0});
    }
    for (Start& s : begin_) {
      const double* here = all_ + s.row * stride_;
      const double* there = all_ + s.other * stride_;
      // here + w * there >= 0 for all members, where `there` has one sign.
      for (std::size_t j = 0; j < count_; ++j) {
        if (there[j] == 0) continue;
        const double bound = -here[j] / there[j];
        if (s.member >= 0 && !(there[j] > 0 ? bound > s.w : bound < s.w)) continue;
        s.member = static_cast<std::int64_t>(j);
        s.w = bound;
      }
      if (s.member >= 0) enlist(index_of(s.member));
    }
  }

  /// Slacks span the rest of the plane.
  void start(const Start& s) {
    if (s.member < 0) return;
    Facet f;
    f.name[0] = s.member;
    std::size_t k = 1;
    for (std::size_t row = 0; row < D && k < spanning; ++row)
      if (row != s.row && row != s.other && has_slack(row)) f.name[k++] = slack(row);
    if (k != spanning) return;
    for (k = 0; k < spanning; ++k) f.column[k] = column_of(f.name[k]);
    f.beyond.fill(unknown);
    Vector q{};
    q[s.row] = 1 / (1 + std::abs(s.w));
    q[s.other] = s.w / (1 + std::abs(s.w));
    if (look_up(key_of(f.name)) == unknown && spans(f, q) && verify(f)) keep(f);
  }

  /// The inverse of the columns and the plane's normal, by elimination with row exchanges.
  static bool spans(Facet& f, const Vector& q) {
    std::array<std::array<double, 2 * D>, D> m{};
    const double square = dot(q, q);
    for (std::size_t i = 0; i < D; ++i) {
      for (std::size_t k = 0; k < spanning; ++k) m[i][k] = f.column[k][i];
      m[i][spanning] = q[i] / square;
      m[i][D + i] = 1;
    }
    for (std::size_t c = 0; c < D; ++c) {
      std::size_t pivot = c;
      for (std::size_t i = c; i < D; ++i)
        if (std::abs(m[i][c]) > std::abs(m[pivot][c])) pivot = i;
      if (!(std::abs(m[pivot][c]) > 1e-14)) return false;
      std::swap(m[pivot], m[c]);
      const double divisor = m[c][c];
      for (double& v : m[c]) v /= divisor;
      for (std::size_t i = 0; i < D; ++i) {
        const double share = m[i][c];
        if (i == c || share == 0) continue;
        for (std::size_t k = 0; k < 2 * D; ++k) m[i][k] -= share * m[c][k];
      }
    }
    for (std::size_t i = 0; i < D; ++i) {
      for (std::size_t k = 0; k < spanning; ++k) f.inverse[i][k] = m[k][D + i];
      f.inverse[i][spanning] = q[i];
    }
    refine(f);
    return true;
  }

  const RadialRows& rows_;
  const double* all_ = nullptr;
  std::size_t stride_ = 0, count_ = 0, capacity_ = 0, starts_ = 0;
  std::vector<Facet> facets_;
  std::vector<std::uint64_t> keys_;
  std::vector<std::int32_t> table_;
  std::vector<double> list_, product_, open_;
  std::vector<Start> begin_;
  std::vector<std::uint32_t> listed_;
  std::vector<std::int32_t> place_;
};

}  // namespace yugong::frontier
