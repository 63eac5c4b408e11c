#!/usr/bin/env python3
"""The numbers of this study computed without Yugong: raw files -> expected/*.csv. Needs numpy and scipy (HiGHS).

Workbook, Stata file and GBK text are read with the standard library alone; the efficiency programs are solved by HiGHS, one per
city and year; regressions are least squares on dummy variables, the dynamic panel two-step system GMM.
"""
import csv, io, os, re, struct, unicodedata, zipfile
import xml.etree.ElementTree as ET
import numpy as np
from scipy.optimize import linprog

HERE = os.path.dirname(os.path.abspath(__file__))
RAW = os.path.join(HERE, '..', 'raw')
MARKS = {'', '—', '-', '…', 'NA'}
T = 14


def number(s):
    s = unicodedata.normalize('NFKC', s).strip()
    if s in MARKS or s == '...':
        return np.nan
    return float(s.replace(',', '').rstrip('%'))


def rows_of(name, encoding):
    with open(os.path.join(RAW, name), encoding=encoding, newline='') as f:
        return list(csv.reader(f))


def workbook(path):
    """{sheet: {(row, column): text}} of an .xlsx file."""
    z = zipfile.ZipFile(path)
    ns = {'m': 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'}
    shared = []
    if 'xl/sharedStrings.xml' in z.namelist():
        for si in ET.fromstring(z.read('xl/sharedStrings.xml')).findall('m:si', ns):
            shared.append(''.join(t.text or '' for t in si.iter('{%s}t' % ns['m'])))
    names = [s.get('name') for s in ET.fromstring(z.read('xl/workbook.xml')).find('m:sheets', ns)]
    out = {}
    for k, name in enumerate(names, 1):
        cells = {}
        for c in ET.fromstring(z.read('xl/worksheets/sheet%d.xml' % k)).iter('{%s}c' % ns['m']):
            letters, row = re.match(r'([A-Z]+)(\d+)', c.get('r')).groups()
            col = 0
            for ch in letters:
                col = 26 * col + ord(ch) - 64
            v = c.find('m:v', ns)
            text = '' if v is None else v.text
            if c.get('t') == 's':
                text = shared[int(text)]
            elif c.get('t') == 'inlineStr':
                text = ''.join(t.text or '' for t in c.iter('{%s}t' % ns['m']))
            cells[int(row), col] = text
        out[name] = cells
    return out


def stata(path):
    """Columns of a Stata 118 file."""
    b = open(path, 'rb').read()
    k = struct.unpack('<H', b[b.index(b'<K>') + 3:][:2])[0]
    n = struct.unpack('<Q', b[b.index(b'<N>') + 3:][:8])[0]
    types = struct.unpack('<%dH' % k, b[b.index(b'<variable_types>') + 16:][:2 * k])
    at = b.index(b'<varnames>') + 10
    names = [b[at + 129 * i:at + 129 * (i + 1)].split(b'\0')[0].decode() for i in range(k)]
    at = b.index(b'<data>') + 6
    form = {65526: '<d', 65527: '<f', 65528: '<i', 65529: '<h', 65530: '<b'}
    out = {name: [] for name in names}
    for _ in range(n):
        for name, kind in zip(names, types):
            if kind in form:
                size = struct.calcsize(form[kind])
                v = struct.unpack(form[kind], b[at:at + size])[0]
                out[name].append(np.nan if kind == 65526 and v > 8.9e307 else float(v))
                at += size
            else:
                out[name].append(b[at:at + kind].split(b'\0')[0].decode())
                at += kind
    return out


def load():
    alias = dict(r[:2] for r in rows_of('city_aliases.csv', 'utf-8-sig')[1:])
    names = {r[0]: r[1] for r in rows_of('names.csv', 'utf-8-sig')[1:]}
    groups = {r[0]: r[1:3] for r in rows_of('groups.csv', 'gb18030')[1:]}
    cities = list(groups)
    at = {}
    data = {}
    for sheet, cells in workbook(os.path.join(RAW, 'yearbook', 'yearbook.xlsx')).items():
        width = max(c for _, c in cells)
        head, group = {}, ''
        for c in range(2, width + 1):
            group = cells.get((2, c), '') or group
            head[c] = names[group + '/' + cells[3, c]]
        r = 4
        while cells.get((r, 2), '') != '' or cells.get((r, 3), '') != '':
            city = cells[r, 1]
            for c, name in head.items():
                at[alias.get(city, city), int(sheet), name] = number(cells.get((r, c), ''))
            r += 1
    dta = stata(os.path.join(RAW, 'energy.dta'))
    for i in range(len(dta['city'])):
        for name in ('power_use', 'gas_use', 'lpg_use', 'co2'):
            at[dta['city'][i], int(dta['year'][i]), name] = dta[name][i]
    for r in rows_of('green_patents.csv', 'gb18030')[1:]:
        if len(r) == 3:
            at[r[0], int(r[1]), 'green_patents'] = number(r[2])
    for name in {k[2] for k in at}:
        data[name] = np.array([[at[c, 2010 + t, name] for t in range(T)] for c in cities])
    return cities, groups, data


def interpolate(a, most=3):
    a = a.copy()
    for row in a:
        seen = np.flatnonzero(~np.isnan(row))
        for p, q in zip(seen[:-1], seen[1:]):
            if 1 < q - p <= most + 1:
                row[p:q + 1] = np.linspace(row[p], row[q], q - p + 1)
    return a


def sbm(x, y, b, o, super_form=False):
    """Slacks-based measure with one bad output; the super form leaves row o out of the reference set."""
    n, m = x.shape
    ref = [j for j in range(n) if not (super_form and j == o)]
    k = len(ref)
    # variables: lambda [k], input slacks [m], good slack, bad slack, t
    sign = -1 if super_form else 1
    cost = np.r_[np.zeros(k), -sign * np.ones(m) / (m * x[o]), 0, 0, 1]
    eq, rhs = [np.r_[np.zeros(k + m), sign * 0.5 / y[o], sign * 0.5 / b[o], 1]], [1]
    up, zero = [], []
    for i in range(m):
        row = np.zeros(k + m + 3)
        row[:k], row[k + i], row[-1] = x[ref, i] / x[o, i], sign / x[o, i], -1
        (up if super_form else eq).append(row)
        (zero if super_form else rhs).append(0)
    good = np.zeros(k + m + 3)
    good[:k], good[k + m], good[-1] = y[ref] / y[o], -sign / y[o], -1
    bad = np.zeros(k + m + 3)
    bad[:k], bad[k + m + 1], bad[-1] = b[ref] / b[o], sign / b[o], -1
    if super_form:
        up += [-good, bad]
        zero += [0, 0]
    else:
        eq += [good, bad]
        rhs += [0, 0]
    r = linprog(cost, A_ub=np.array(up) if up else None, b_ub=zero or None, A_eq=np.array(eq), b_eq=rhs, method='highs',
                options=dict(primal_feasibility_tolerance=1e-10, dual_feasibility_tolerance=1e-10))
    assert r.status == 0, r.message
    return r.fun


def scores(x, y, b):
    x, y, b = x / x.mean(0), y / y.mean(), b / b.mean()
    out = np.array([sbm(x, y, b, o) for o in range(len(y))])
    for o in np.flatnonzero(out >= 1 - 1e-9):
        out[o] = sbm(x, y, b, o, True)
    return out


def entropy(columns, negative, shift=1e-4):
    z = [((c.max() - c) if neg else (c - c.min())) / (c.max() - c.min()) + shift for c, neg in zip(columns, negative)]
    d = []
    for v in z:
        p = v / v.sum()
        d.append(1 + (p * np.log(p)).sum() / np.log(p.size))
    w = np.array(d) / sum(d)
    return w, sum(a * v for a, v in zip(w, z))


def principal(columns, negative, share=0.85):
    z = np.column_stack([(-c if neg else c).ravel() for c, neg in zip(columns, negative)])
    z = (z - z.mean(0)) / z.std(0, ddof=1)
    values, vectors = np.linalg.eigh(np.corrcoef(z.T))
    order = np.argsort(values)[::-1]
    values, vectors = values[order], vectors[:, order]
    kept = int(np.searchsorted(np.cumsum(values) / values.sum(), share) + 1)
    vectors = vectors * np.sign(vectors[np.abs(vectors).argmax(0), range(len(values))])
    return (z @ vectors[:, :kept] @ values[:kept] / values[:kept].sum()).reshape(columns[0].shape)


def dummies(codes):
    return (codes[:, None] == np.unique(codes)[None, :]).astype(float)


def fe(y, x, unit, time, cluster=None):
    """Least squares with unit and time dummies; iid errors with divisor n - k, or clusters with xtreg's (M/(M-1)) (n-1)/(n-k)."""
    z = np.column_stack([x, dummies(unit), dummies(time)[:, 1:]])
    q = np.linalg.pinv(z.T @ z)
    beta = q @ z.T @ y
    e = y - z @ beta
    n, k = len(y), np.linalg.matrix_rank(z)
    if cluster is None:
        v = q * (e @ e) / (n - k)
    else:
        meat = sum(np.outer(s, s) for s in (z[cluster == g].T @ e[cluster == g] for g in np.unique(cluster)))
        m = len(np.unique(cluster))
        # Stata's xtreg, fe vce(cluster id): absorbed unit effects nested in clusters are not counted.
        inside = k - len(np.unique(unit)) + 1
        v = q @ meat @ q * m / (m - 1) * (n - 1) / (n - inside)
    within = y - (dummies(unit) @ np.linalg.lstsq(dummies(unit), y, rcond=None)[0])
    return beta[:x.shape[1]], np.sqrt(np.diag(v))[:x.shape[1]], 1 - (e @ e) / (within @ within), n


def system_gmm(y, x, z):
    """Two-step system GMM of y on its lag, x, z and year dummies with Windmeijer's errors; all [units x years].

    Instruments: second to fourth lags of y and first to third lags of x for the differences, collapsed; last difference of each for
    the levels; differences of z for the differences; dummies and constant for the levels. Weight of the first step: xtabond2's h(3).
    """
    units, periods = y.shape
    lag = lambda v, i, t, by: v[i, t - by] if t >= by else 0.0
    step = lambda v, i, t: v[i, t] - v[i, t - 1]
    change, level = range(2, periods), range(1, periods)
    dummy = lambda t: np.array([float(t == s) for s in range(2, periods)])
    rows = []
    for i in range(units):
        top = [(step(y, i, t), np.r_[step(y, i, t - 1), step(x, i, t), [step(v, i, t) for v in z], dummy(t) - dummy(t - 1), 0],
                np.r_[[lag(y, i, t, k) for k in (2, 3, 4)], 0, [lag(x, i, t, k) for k in (1, 2, 3)], 0, [step(v, i, t) for v in z],
                      0 * dummy(t), 0]) for t in change]
        low = [(y[i, t], np.r_[y[i, t - 1], x[i, t], [v[i, t] for v in z], dummy(t), 1],
                np.r_[0, 0, 0, step(y, i, t - 1) if t > 1 else 0, 0, 0, 0, step(x, i, t), [0] * len(z), dummy(t), 1]) for t in level]
        rows.append([np.array(c) for c in zip(*(top + low))])
    m = np.zeros((len(change), len(level)))
    for r in range(len(change)):
        m[r, r], m[r, r + 1] = -1, 1
    h = np.block([[m @ m.T, m], [m.T, np.eye(len(level))]])
    zx, zy = sum(w.T @ v for _, v, w in rows), sum(w.T @ u for u, _, w in rows)
    a1 = np.linalg.inv(sum(w.T @ h @ w for _, _, w in rows))
    q1 = np.linalg.inv(zx.T @ a1 @ zx)
    b1 = q1 @ zx.T @ a1 @ zy
    scores = [w.T @ (u - v @ b1) for u, v, w in rows]
    s = sum(np.outer(g, g) for g in scores)
    a2 = np.linalg.inv(s)
    v2 = np.linalg.inv(zx.T @ a2 @ zx)
    b2 = v2 @ zx.T @ a2 @ zy
    v1 = q1 @ zx.T @ a1 @ s @ a1 @ zx @ q1
    g = a2 @ sum(w.T @ (u - v @ b2) for u, v, w in rows)
    d = v2 @ zx.T @ a2 @ sum((e @ g) * (w.T @ v) + np.outer(e, g @ (w.T @ v)) for e, (_, v, w) in zip(scores, rows))
    cov = v2 + d @ v1 @ d.T + d @ v2 + v2 @ d.T
    return b2[:2 + len(z)], np.sqrt(np.diag(cov))[:2 + len(z)], units * len(level)


def winsor(v):
    """Stata's percentiles (definition of _pctile) at 1 and 99."""
    s = np.sort(v)
    def cut(p):
        h = len(s) * p / 100
        return (s[int(h) - 1] + s[int(h)]) / 2 if abs(h - round(h)) < 1e-12 else s[int(h)]
    return np.clip(v, cut(1), cut(99))


def main():
    cities, groups, raw = load()
    d = {k: interpolate(v) for k, v in raw.items()}
    level = np.cumprod(np.c_[np.ones(36), d['gdp_index'][:, 1:] / 100], axis=1)
    price = np.cumprod(np.c_[np.ones(36), d['invest_index'][:, 1:] / 100], axis=1)
    capital = np.empty_like(level)
    capital[:, 0] = 10 * d['invest'][:, 0]
    for t in range(1, T):
        capital[:, t] = (1 - 0.096) * capital[:, t - 1] + d['invest'][:, t] / price[:, t]
    energy = 1.229 * d['power_use'] + 13.3 * d['gas_use'] + 1.7143 * d['lpg_use']
    v = dict(OPEN=d['trade'] / d['gdp'], POP=np.log(d['pop_end']), ER=d['env_spend'] / d['fiscal_spend'],
             GOV=d['fiscal_spend'] / d['gdp'], INF=np.log(d['broadband']), UIS=d['tertiary'] / d['secondary'], GT=d['green_patents'])
    positive = ['edu_spend', 'students', 'gdp_pc', 'wage', 'new_firms', 'roads', 'green_area', 'robots', 'sci_spend', 'patents',
                'waste_rate', 'ai_firms', 'software_share']
    names, negative = positive + ['so2', 'waste_water'], [False] * 13 + [True] * 2
    weights, v['NQP'] = entropy([d[k] for k in names], negative)
    v['NQP_pca'] = principal([d[k] for k in names], negative)
    v['CEE'] = scores(np.column_stack([d['labour'].ravel(), capital.ravel(), energy.ravel()]), (d['gdp'] / level).ravel(),
                      d['co2'].ravel()).reshape(36, T)
    v = {k: a.ravel() for k, a in v.items()}
    unit, time = np.repeat(np.arange(36), T), np.tile(np.arange(2010, 2024), 36)
    region = np.array([groups[c][0] for c in cities])[unit]
    stage = np.array([groups[c][1] for c in cities])[unit]
    controls = ['OPEN', 'POP', 'ER', 'GOV', 'INF']
    everything = np.ones(504, bool)
    models = [('base1', 'CEE', ['NQP'], everything, {}), ('base2', 'CEE', ['NQP'] + controls, everything, {}),
              ('winsor', 'CEE', ['NQP'] + controls, everything, dict(winsor=True)),
              ('nocovid', 'CEE', ['NQP'] + controls, (time < 2020) | (time > 2022), {}),
              ('pca', 'CEE', ['NQP_pca'] + controls, everything, {}),
              ('cluster', 'CEE', ['NQP'] + controls, everything, dict(cluster=True))]
    models += [('region.' + g, 'CEE', ['NQP'] + controls, region == g, {}) for g in ('上游', '中游', '下游')]
    models += [('stage.' + g, 'CEE', ['NQP'] + controls, stage == g, {}) for g in ('成长型', '成熟型', '衰退型', '再生型')]
    models += [('mech.' + m, m, ['NQP'] + controls, everything, {}) for m in ('UIS', 'GT')]

    def write(name, head, rows):
        with open(os.path.join(HERE, name), 'w', encoding='utf-8', newline='') as f:
            w = csv.writer(f, lineterminator='\n')
            w.writerow(head)
            w.writerows(rows)

    rows = []
    for name, outcome, terms, keep, how in models:
        w = dict(v, CEE=winsor(v['CEE']), NQP=winsor(v['NQP'])) if how.get('winsor') else v
        beta, error, r2, n = fe(w[outcome][keep], np.column_stack([w[t][keep] for t in terms]), unit[keep], time[keep],
                                unit[keep] if how.get('cluster') else None)
        rows += [[name, t, repr(float(b)), repr(float(s)), n, repr(float(r2))] for t, b, s in zip(terms, beta, error)]
    panel = {k: a.reshape(36, T) for k, a in v.items()}
    beta, error, n = system_gmm(panel['CEE'], panel['NQP'], [panel[k] for k in controls])
    rows += [['gmm', t, repr(float(b)), repr(float(s)), n, ''] for t, b, s in zip(['L.CEE', 'NQP'] + controls, beta, error)]
    write('coefficients.csv', ['model', 'term', 'estimate', 'std_error', 'nobs', 'within_r_squared'], rows)
    write('weights.csv', ['term', 'weight'], [[k, repr(float(w))] for k, w in zip(names, weights)])
    write('scores.csv', ['city', 'year', 'CEE', 'NQP', 'NQP_pca'],
          [[cities[unit[i]], time[i]] + [repr(float(v[k][i])) for k in ('CEE', 'NQP', 'NQP_pca')] for i in range(504)])
    write('summary.csv', ['variable', 'n', 'mean', 'sd', 'min', 'max'],
          [[k, 504] + [repr(float(f)) for f in (v[k].mean(), v[k].std(ddof=1), v[k].min(), v[k].max())]
           for k in ['CEE', 'NQP'] + controls + ['UIS', 'GT']])


if __name__ == '__main__':
    main()
