/** Which colour a design has: the same in every chart of a report. */
import type { Results } from '../../results/types.ts';

const COLOURS = 6;
const COLOURS_AMONG_MANY = 5;

export interface DesignTokens {
  /** For marks: `--d1`. */
  readonly mark: string;
  /** For words: `--t1`. */
  readonly text: string;
}

const grey: DesignTokens = { mark: '--axis', text: '--muted' };

const coloured = (index: number): DesignTokens => ({ mark: `--d${index + 1}`, text: `--t${index + 1}` });

/**
 * Up to six designs are coloured in the scenario's order. Of more, only the baseline and those that the answer or a
 * claim names, at most five; the rest is grey, still labelled.
 */
export function designTokens(results: Results): (design: string) => DesignTokens {
  const { designOrder } = results;
  const chosen =
    designOrder.length <= COLOURS
      ? designOrder
      : designOrder
          .filter((design) => design === results.baseline || isNamed(results, design))
          .sort((a, b) => Number(b === results.baseline) - Number(a === results.baseline))
          .slice(0, COLOURS_AMONG_MANY);
  return (design) => {
    const index = chosen.indexOf(design);
    return index < 0 ? grey : coloured(index);
  };
}

function isNamed(results: Results, design: string): boolean {
  return hasWord(results.answer.sentence, design) || results.claims.some((c) => hasWord(c.expression ?? '', design));
}

/** `small` is not named by `many_small`. */
export function hasWord(text: string, name: string): boolean {
  return text.split(/[^A-Za-z0-9_]+/).includes(name);
}

/** Designs that are worth a mark when not all have room: baseline and named ones first, in the scenario's order. */
export function foremostDesigns(results: Results, candidates: readonly string[], maxCount: number): string[] {
  if (candidates.length <= maxCount) return [...candidates];
  const first = candidates.filter((design) => design === results.baseline || isNamed(results, design));
  const others = candidates.filter((design) => !first.includes(design));
  const kept = new Set([...first, ...others].slice(0, maxCount));
  return candidates.filter((design) => kept.has(design));
}
