import type { DistributionSpec, Values } from '../../fields/index.ts';
import type { KeyedDraw, World } from '../model.ts';
import type { hdfsFields } from './fields.ts';

/** An activity's chances, and whether it opens files by calls of their own. */
export class Account {
  readonly activity: string;
  readonly open: KeyedDraw;
  readonly firstByte: KeyedDraw;
  readonly roundTrip: KeyedDraw;
  readonly place: KeyedDraw;
  /** It has asked for a file's status or blocks: its reads are of files that are open. */
  asksFirst = false;

  constructor(activity: string, values: Values<typeof hdfsFields>, world: World) {
    const draw = (purpose: string, spec: DistributionSpec): KeyedDraw => world.draw(purpose, spec, activity);
    this.activity = activity;
    this.open = draw('open', values.open);
    this.firstByte = draw('firstByte', values.firstByte);
    this.roundTrip = draw('roundTrip', values.roundTrip);
    this.place = draw('place', { kind: 'uniform', low: 0, high: 1 });
  }
}
