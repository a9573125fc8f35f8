import type { HandlerId, Kernel } from '../../kernel/index.ts';
import type {
  ChainPassed,
  CollapsedStore,
  ObjectStore,
  OccurrencePort,
  PrefixFlow,
  RequestChain,
  RequestClient,
} from '../capabilities.ts';
import type { World } from '../model.ts';
import { type AnswerLaws, drawn } from './_answer-laws.ts';
import type { HeldUp } from './_held-up.ts';
import { answer, pause, phaseCount, retry, transfer } from './_lanes.ts';
import type { Machine } from './_machine.ts';
import { rateIndex, rateOfIndex } from './_rate-grid.ts';

/** Beyond that share of a card transfers hold each other up more than the fluids know. */
const mostOfCard = 0.7;

const notBegun: ChainPassed = { elapsedSeconds: 0, doneSeconds: 0 };

/** A chain under way. */
class Running {
  chain: RequestChain | null = null;
  occurrence: OccurrencePort | null = null;
  flow: PrefixFlow | null = null;
  /** Of its own time, its requests' share and its bytes' share: what is not through yet. */
  left = 0;
  beganAt = 0.5;
  answerSeconds = 0.5;
  transferSeconds = 0.5;
  admittedAt = 0.5;
}

/**
 * Requests that follow each other, as one. With n requests, B bytes and own time
 *
 *     S = sum of n first bytes + B / rate of the connection + pauses
 *
 * a chain is through when three things are: its own time; its n requests at the prefix, which it sends at most at a pace
 * of n / S; its B bytes on the machine's card, at most at B / S. Nothing held up: S. Too much asked of the prefix or the card:
 * their shares. The sum of first bytes is drawn once, from a Pearson III law (a gamma law and a shift) with the mean, the
 * variance and the third moment of the sum. Where a prefix refuses, a chain's waits are a sum of n of the retry policy's:
 * its requests weigh as much more or less as that sum would be off its mean, drawn from a gamma law.
 */
export class ChainRunner {
  private readonly kernel: Kernel;
  private readonly store: CollapsedStore;
  private readonly machines: readonly Machine[];
  private readonly connectionBytesPerSecond: number;
  private readonly heldUp: HeldUp;
  private readonly occupy: (change: number) => void;
  private readonly running: Running[] = [];
  private readonly free: number[] = [];
  private readonly laws: AnswerLaws;
  private readonly phases = new Float64Array(phaseCount);
  private readonly partDone: HandlerId;
  private readonly admitted: HandlerId;

  constructor(options: {
    readonly world: World;
    readonly store: ObjectStore;
    readonly machines: readonly Machine[];
    readonly connectionBytesPerSecond: number;
    readonly laws: AnswerLaws;
    readonly heldUp: HeldUp;
    readonly occupy: (change: number) => void;
  }) {
    const { world } = options;
    this.kernel = world.kernel;
    this.store = options.store.collapsed;
    this.machines = options.machines;
    this.connectionBytesPerSecond = options.connectionBytesPerSecond;
    this.heldUp = options.heldUp;
    this.occupy = options.occupy;
    this.laws = options.laws;
    this.partDone = this.kernel.handler((id) => this.onPart(id), `${world.name}: part of a chain`);
    this.admitted = this.kernel.handler((id) => {
      this.running[id]!.admittedAt = this.kernel.now;
      this.onPart(id);
    }, `${world.name}: chain admitted`);
  }

  /** Whether the card of a machine has room for so many senders of such requests, one after another each, with pauses. */
  fits({ atOnce, bytesPerRequest, pauseSecondsPerRequest }: Parameters<RequestClient['canChain']>[0]): boolean {
    const inbound = this.machines[0]?.inbound;
    if (inbound == null) return true;
    const seconds =
      this.store.answerMoments('get').mean + bytesPerRequest / this.connectionBytesPerSecond + pauseSecondsPerRequest;
    // One that fills the card alone makes the first bytes of the others wait.
    if (this.connectionBytesPerSecond > inbound.leastBytesPerSecond) return false;
    return (atOnce * bytesPerRequest) / seconds <= mostOfCard * inbound.leastBytesPerSecond;
  }

  begin(chain: RequestChain, occurrence: OccurrencePort, { elapsedSeconds, doneSeconds } = notBegun): void {
    const id = this.free.pop() ?? this.running.push(new Running()) - 1;
    const running = this.running[id]!;
    const { gets, heads, bytes, pauseSeconds, entity, prefix } = chain;
    const requests = gets + heads;
    const { now } = this.kernel;
    running.chain = chain;
    running.occurrence = occurrence;
    running.beganAt = now - elapsedSeconds;
    running.admittedAt = now;
    running.answerSeconds = drawn(this.laws.of(gets, heads, occurrence.activity), entity);
    running.transferSeconds = bytes / this.connectionBytesPerSecond;
    const own = running.answerSeconds + running.transferSeconds + pauseSeconds;
    const left = own > 0 ? Math.max(0, 1 - doneSeconds / own) : 1;
    const flow = this.store.flowOf('get', prefix);
    const inbound = this.machines[chain.machine]!.inbound;
    const onCard = inbound !== null && bytes > 0;
    running.flow = flow;
    running.left = 1 + (flow === null ? 0 : 1) + (onCard ? 1 : 0);
    this.occupy(1);
    if (flow !== null) {
      const held = { requests, paceSeconds: own / requests, entity };
      const waiting = 1 / flow.admittedPerSecond - held.paceSeconds;
      if (waiting > 0) flow.refusals = this.heldUp.refusalsEach(waiting);
      const weight = this.heldUp.weight(held, waiting, occurrence.activity);
      flow.start(left * requests * weight, (requests * weight) / own, this.admitted, id);
    }
    if (onCard) {
      inbound.bucket?.beforeStart();
      // Rounded upwards: its own time is what holds it back.
      const rate = rateOfIndex(rateIndex(bytes / own) + 1);
      inbound.link.start(left * bytes, inbound.classOf(rate), this.partDone, id);
    }
    this.kernel.schedule(Math.max(0, own - doneSeconds), this.partDone, id);
  }

  private onPart(id: number): void {
    const running = this.running[id]!;
    if (--running.left > 0) return;
    const { phases } = this;
    const { chain, occurrence, flow } = running;
    const { gets, heads, bytes, pauseSeconds } = chain!;
    const { activity } = occurrence!;
    const total = this.kernel.now - running.beganAt;
    const own = running.answerSeconds + running.transferSeconds + pauseSeconds;
    const late = Math.max(0, total - own);
    const refusing = flow !== null && running.admittedAt - running.beganAt > own;
    const waited = refusing ? Math.min(late, running.admittedAt - running.beganAt - own) : 0;
    const refused = this.heldUp.refusals(gets + heads, waited);
    this.store.requests('get', gets, bytes, refused, activity);
    if (heads > 0) this.store.requests('head', heads, 0, 0, activity);
    occurrence!.requests(gets + heads + refused);
    occurrence!.bytesRead(bytes);
    this.occupy(-1);
    phases.fill(0);
    phases[answer] = running.answerSeconds;
    phases[pause] = pauseSeconds;
    phases[retry] = waited;
    phases[transfer] = total - running.answerSeconds - pauseSeconds - waited;
    running.chain = null;
    running.occurrence = null;
    this.free.push(id);
    chain!.ended(phases);
  }
}
