/**
 * The candidate that was probably meant by a misspelt word, or undefined when none is close.
 *
 * Distance is Damerau-Levenshtein (optimal string alignment: insert, delete, replace, swap neighbours), case ignored.
 * About one slip in four letters is forgiven; a word of one or two letters must have the same letters, or every unit
 * would be near every other. Ties go to the candidate with the same case, then to the earlier one. If nothing is
 * close, a single candidate that begins with the word (three letters or more) is taken.
 */
export function nearestName(word: string, candidates: readonly string[]): string | undefined {
  const lower = word.toLowerCase();
  const allowed = lower.length <= 5 ? 1 : lower.length <= 8 ? 2 : 3;
  let nearest: string | undefined;
  let nearestCost = Number.POSITIVE_INFINITY;
  for (const candidate of candidates) {
    const candidateLower = candidate.toLowerCase();
    if (Math.abs(candidateLower.length - lower.length) > allowed) continue;
    if (lower.length <= 2 && sortLetters(lower) !== sortLetters(candidateLower)) continue;
    const distance = editDistance(lower, candidateLower);
    if (distance > allowed) continue;
    const cost = distance + (candidate === word ? 0 : sharedCase(candidate, word) ? 0.25 : 0.5);
    if (cost < nearestCost) {
      nearest = candidate;
      nearestCost = cost;
    }
  }
  if (nearest !== undefined || lower.length < 3) return nearest;
  const continued = candidates.filter((candidate) => candidate.toLowerCase().startsWith(lower));
  return continued.length === 1 ? continued[0] : undefined;
}

function sharedCase(a: string, b: string): boolean {
  return a.charAt(0) === b.charAt(0);
}

function sortLetters(text: string): string {
  return [...text].sort().join('');
}

/** Edits that lead from a to b, each letter touched once. */
export function editDistance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let cost = Math.min(last[j]! + 1, row[j - 1]! + 1, last[j - 1]! + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        cost = Math.min(cost, beforeLast[j - 2]! + 1);
      row.push(cost);
    }
    beforeLast = last;
    last = row;
  }
  return last[b.length]!;
}
