import type { Waits } from './_awaited.ts';
import type { RequestPlan } from './_request-plan.ts';
import { columnCount, requestColumns } from './_slot-account.ts';
import { Segments } from './_task-plan.ts';
import type { Cursor, RequestSource } from './_work.ts';

/** What a task attempt does, one step after the other. */
export const fetching = 0;
export const overflowing = 1;
export const computing = 2;
export const requesting = 3;
/** CPU for what its last requests brought. */
export const closing = 4;
export const encoding = 5;
export const writing = 6;
export const spilling = 7;

/** Of a body: the stage that it belongs to. */
export interface BodyOwner {
  nextStep(body: Body): void;
}

/** A task attempt under way. Bodies are used again. */
export class Body implements Cursor, Waits {
  // As a cursor.
  task = 0;
  readonly segments = new Segments();
  segment = 0;
  piece = 0;
  until = 0;
  firstEntity = 0;
  prefix = 0;
  cpuSeconds = 0.5;
  // The attempt.
  readonly id: number;
  /** Its task, by number in the stage. */
  nth = 0;
  run = 0;
  slot = 0;
  executor = 0;
  machine = 0;
  attempt = 0;
  startedAt = 0.5;
  slowness = 1.5;
  /** Seconds of a core, up to now. */
  cpu = 0.5;
  /** Called off: nobody is told when it ends. */
  stopped = false;
  failed = false;
  step = 0;
  beganAt = 0.5;
  readonly account = new Float64Array(columnCount);
  // Its requests.
  source: RequestSource | null = null;
  plan: RequestPlan | null = null;
  phase = 0;
  chain = 0;
  repeatsLeft = 0;
  /** Requests of the present phase under way, and CPU that is due before the next plan. */
  active = 0;
  pause = 0.5;
  /** Seconds of all places of this step, as the client accounts for them. */
  readonly spent = new Float64Array(requestColumns);

  private readonly owner: BodyOwner;

  constructor(id: number, owner: BodyOwner) {
    this.id = id;
    this.owner = owner;
  }

  goOn(): void {
    this.owner.nextStep(this);
  }
}
