import type {
  AnswerLaw,
  ChainWave,
  CollapsedStore,
  HeldChain,
  ObjectStore,
  OccurrencePort,
  PrefixFlow,
  WaveLoad,
} from '../capabilities.ts';
import type { AnswerLaws } from './_answer-laws.ts';
import type { HeldUp } from './_held-up.ts';
import type { Machine } from './_machine.ts';

export interface ClientWaveOptions {
  readonly store: ObjectStore;
  readonly laws: AnswerLaws;
  readonly heldUp: HeldUp;
  readonly machines: readonly Machine[];
  readonly connectionBytesPerSecond: number;
  /** Chains under way from now on, in the mean; and the most at once. */
  readonly carried: (chains: number, most: number) => void;
}

/** A flow, and how many of the prefixes it is that of. */
interface Share {
  readonly flow: PrefixFlow;
  readonly carrier: number;
  prefixes: number;
}

/** Chains of a client, told in the mean: they are load of the prefixes and of the cards all the same. */
export class ClientWave implements ChainWave {
  private readonly options: ClientWaveOptions;
  private readonly store: CollapsedStore;
  private shares: Share[] = [];
  private readonly known = new Map<PrefixFlow, Share>();
  private prefixes = 0;

  constructor(options: ClientWaveOptions) {
    this.options = options;
    this.store = options.store.collapsed;
  }

  answers(gets: number, heads: number, activity: string): AnswerLaw {
    return this.options.laws.of(gets, heads, activity);
  }
  transferSeconds(bytes: number): number {
    return bytes / this.options.connectionBytesPerSecond;
  }

  room(prefixes: number): number {
    let least = Infinity;
    for (const { flow, carrier, prefixes: own } of this.over(prefixes)) {
      least = Math.min(least, (flow.room(carrier) * prefixes) / own);
    }
    return least;
  }

  limit(prefixes: number): number {
    let least = Infinity;
    for (const { flow, carrier, prefixes: own } of this.over(prefixes)) {
      least = Math.min(least, (flow.limit(carrier) * prefixes) / own);
    }
    return least;
  }

  weight(chain: HeldChain, waitingSeconds: number, activity: string): number {
    return this.options.heldUp.weight(chain, waitingSeconds, activity);
  }
  refusals(requests: number, waitedSeconds: number): number {
    return this.options.heldUp.refusals(requests, waitedSeconds);
  }

  carry(load: WaveLoad): void {
    const { chains, mostChains, requestsPerSecond, bytesPerSecond, prefixes, machines } = load;
    const refusals = this.options.heldUp.refusalsEach(load.waitingSeconds);
    for (const share of this.over(prefixes)) {
      share.flow.carry(share.carrier, (requestsPerSecond * share.prefixes) / prefixes, refusals);
    }
    for (let machine = 0; machine < this.options.machines.length; machine++) {
      this.options.machines[machine]!.inbound?.carry(machine < machines ? bytesPerSecond / machines : 0);
    }
    this.options.carried(chains, mostChains);
  }

  through(gets: number, heads: number, bytes: number, refused: number, occurrence: OccurrencePort): void {
    const { activity } = occurrence;
    this.store.requests('get', gets, bytes, refused, activity);
    if (heads > 0) this.store.requests('head', heads, 0, 0, activity);
    occurrence.requests(gets + heads + refused);
    occurrence.bytesRead(bytes);
  }

  /** Flows of so many prefixes; what was carried on others ends. */
  private over(prefixes: number): readonly Share[] {
    if (prefixes === this.prefixes) return this.shares;
    this.prefixes = prefixes;
    const before = this.shares;
    this.shares = [];
    for (const share of this.known.values()) share.prefixes = 0;
    for (let prefix = 0; prefix < prefixes; prefix++) {
      const flow = this.store.flowOf('get', prefix);
      if (flow !== null) this.shareOf(flow).prefixes++;
    }
    for (const share of before) if (share.prefixes === 0) share.flow.carry(share.carrier, 0, 0);
    return this.shares;
  }
  private shareOf(flow: PrefixFlow): Share {
    const share = this.known.get(flow) ?? { flow, carrier: flow.carrier(), prefixes: 0 };
    this.known.set(flow, share);
    if (share.prefixes === 0) this.shares.push(share);
    return share;
  }
}
