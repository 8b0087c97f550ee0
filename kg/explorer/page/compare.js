// What concepts share, where they differ and where they are opposed, as kg.network has it.

/** The links of a concept seen from it, by relation and other end. */
function outlook(world, n, allowed) {
  const seen = new Map();
  for (const l of world.around(n)) {
    if (!allowed(l)) continue;
    const forward = world.S[l] === n;
    const p = forward ? world.P[l] : world.back(world.P[l]);
    const key = `${p >= 0 ? p : `-${world.P[l]}`}|${world.other(l, n)}`;
    if (!seen.has(key) || world.inferred(seen.get(key).l)) seen.set(key, { l, p, forward, other: world.other(l, n) });
  }
  return seen;
}

/** Rows of a comparison: relation, other end, which of the concepts have it by which link, and what it is opposed to. */
export function compare(world, concepts, allowed) {
  const sides = concepts.map((n) => outlook(world, n, allowed));
  const keys = new Set(sides.flatMap((side) => [...side.keys()]));
  const rows = [...keys].map((key) => {
    const links = sides.map((side) => side.get(key)?.l ?? -1);
    const any = sides.find((side) => side.has(key)).get(key);
    return { key, other: any.other, from: links.findIndex((l) => l >= 0), links, shared: links.every((l) => l >= 0), p: any.p };
  });
  return markOpposed(world, rows.filter((row) => !concepts.includes(row.other)));
}

/** Whether one concept is said to be the opposite of another. */
export function opposites(world, one, other) {
  return [...world.around(one)].some((l) => world.relations[world.P[l]].iri.endsWith("#oppositeOf") && world.other(l, one) === other);
}

function markOpposed(world, rows) {
  for (const one of rows) {
    const against = rows.filter((other) => !one.shared && !other.shared && one.from !== other.from && excludes(world, one, other));
    one.opposed = against.map((row) => row.other);
  }
  return rows;
}

function excludes(world, one, other) {
  if (one.p >= 0 && one.p === other.p) return opposites(world, one.other, other.other);
  return one.p >= 0 && one.other === other.other && world.relations[one.p].disjoint.includes(other.p);
}
