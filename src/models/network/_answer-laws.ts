import { createDistribution } from '../../random/index.ts';
import type { AnswerLaw, CollapsedStore, Moments } from '../capabilities.ts';
import type { KeyedDraw, World } from '../model.ts';
import { TailTable } from './_tail-table.ts';

/** Shapes of laws are on a grid, so that few are made. */
const cvSteps = 200;
/** Nearer to 0 or 1 the law's own table is coarse. */
const leastOfMiddle = 2 ** -6;
const uniform = { kind: 'uniform', low: 0, high: 1 } as const;

/**
 * Laws of what chains draw. A sum of first bytes has a Pearson III law (a gamma law and a shift) with the mean, the variance
 * and the third moment of the sum: shape a = 4 v^3 / t^2, scale t / 2 v.
 */
export class AnswerLaws {
  private readonly world: World;
  private readonly store: CollapsedStore;
  private activity = '';
  private readonly byActivity = new Map<string, { readonly sums: KeyedDraw[]; readonly weights: KeyedDraw[] }>();
  /** Of that activity, by the step of their spread. */
  private sums: KeyedDraw[] = [];
  private weights: KeyedDraw[] = [];

  constructor(world: World, store: CollapsedStore) {
    this.world = world;
    this.store = store;
  }

  of(gets: number, heads: number, activity: string): AnswerLaw {
    const get = this.store.answerMoments('get');
    const head = this.store.answerMoments('head');
    const sum = (of: keyof Moments): number => gets * get[of] + heads * head[of];
    const mean = sum('mean');
    const variance = sum('variance');
    if (variance === 0) return { mean, spread: 0, draw: null };
    // Without a third moment, nearly normal.
    const third = Math.max(sum('third'), 1e-3 * variance ** 1.5);
    const shape = (4 * variance ** 3) / third ** 2;
    const scale = third / (2 * variance);
    return { mean, spread: shape * scale, draw: this.unitDraw('chain', 1 / Math.sqrt(shape), activity) };
  }

  /** A gamma law of mean 1. */
  unitDraw(purpose: 'chain' | 'admission', cv: number, activity: string): KeyedDraw {
    if (activity !== this.activity) this.change(activity);
    const draws = purpose === 'chain' ? this.sums : this.weights;
    const step = Math.max(1, Math.round(cv * cvSteps));
    draws[step] ??= new GammaDraw(this.world.draw(purpose, uniform, activity), step);
    return draws[step]!;
  }

  /** Nearly every chain is of the activity of the chain before. */
  private change(activity: string): void {
    const known = this.byActivity.get(activity) ?? { sums: [], weights: [] };
    this.byActivity.set(activity, known);
    this.sums = known.sums;
    this.weights = known.weights;
    this.activity = activity;
  }
}

export const drawn = ({ mean, spread, draw }: AnswerLaw, entity: number): number =>
  draw === null ? mean : Math.max(0, mean + spread * (draw.at(entity, 0) - 1));

/** Gamma laws of mean 1, by the step of their spread: the same for all, and dear to make. */
const unitLaws: GammaLaw[] = [];

/** With cheap tails: chains are drawn by the million. */
class GammaLaw {
  private readonly quantile: (p: number) => number;
  private readonly tails: TailTable;

  constructor(cv: number) {
    this.quantile = createDistribution({ kind: 'gamma', mean: 1, cv }).sample;
    this.tails = new TailTable(this.quantile);
  }

  at(p: number): number {
    return p > leastOfMiddle && p < 1 - leastOfMiddle ? this.quantile(p) : this.tails.at(p);
  }
}

class GammaDraw implements KeyedDraw {
  readonly mean = 1;
  private readonly uniform: KeyedDraw;
  private readonly law: GammaLaw;

  constructor(uniformDraw: KeyedDraw, step: number) {
    this.uniform = uniformDraw;
    unitLaws[step] ??= new GammaLaw(step / cvSteps);
    this.law = unitLaws[step]!;
  }

  at(entity: number, attempt: number): number {
    return this.law.at(this.uniform.at(entity, attempt));
  }
}
