export interface NaiveVisit {
  at: number;
  /** Length of the service. */
  seconds: number;
  /** The lower number first. */
  priority: number;
  /** Leaves when it has not begun so many seconds after it came. Default: never. */
  patience?: number;
}

export interface NaivePoolOptions {
  servers: number;
  /** Most that are there at once. Default: Infinity. */
  capacity?: number;
  /** Whether who is more urgent takes the server from who is less urgent. Default: false. */
  preemptive?: boolean;
  /** Whether arrivals come before the ends of services at the same moment. Default: false. */
  arrivalsFirst?: boolean;
}

export interface NaiveCustomer extends NaiveVisit {
  fate: 'coming' | 'waiting' | 'served' | 'refused' | 'reneged';
  /** When the service first began, and when it was over; NaN for never. */
  start: number;
  end: number;
  interruptions: number;
  /** Place in the order of arrival. */
  order: number;
  /** What is left of the service when it next begins. */
  left: number;
  /** When the service is over, if nobody interrupts it; NaN while it waits. */
  due: number;
}

interface Change {
  time: number;
  kind: 'arrival' | 'end' | 'end of patience';
  customer: NaiveCustomer;
}

/**
 * The slow, obvious model of a pool: one change at a time, and after each everybody present is ranked anew. The first
 * in rank, as many as there are servers, are served. Without preemption who is being served ranks before all others;
 * with it only who has received all of the service does: it is over, within one unit in the last place of this moment.
 * Returns every customer, in the order of the visits, and the times of all changes.
 */
export function naivePool(visits: NaiveVisit[], options: NaivePoolOptions) {
  const { servers, capacity = Infinity, preemptive = false, arrivalsFirst = false } = options;
  const customers = visits.map((visit): NaiveCustomer => {
    const yet = { start: Number.NaN, end: Number.NaN, due: Number.NaN };
    return { ...visit, ...yet, fate: 'coming', interruptions: 0, order: 0, left: visit.seconds };
  });
  const coming = [...customers].sort((a, b) => a.at - b.at);
  coming.forEach((customer, order) => {
    customer.order = order;
  });
  let present: NaiveCustomer[] = [];
  const times: number[] = [];

  const nextChange = (): Change | undefined => {
    const ofKind = (kind: Change['kind'], time: number, customer: NaiveCustomer): Change => ({ kind, time, customer });
    const arrivals = coming.slice(0, 1).map((customer) => ofKind('arrival', customer.at, customer));
    const ends = present.filter(isServed).map((customer) => ofKind('end', customer.due, customer));
    const impatient = present
      .filter(({ start, patience }) => Number.isNaN(start) && patience !== undefined)
      .map((customer) => ofKind('end of patience', customer.at + customer.patience!, customer));
    const changes = arrivalsFirst ? [...arrivals, ...ends] : [...ends, ...arrivals];
    // The sort is stable: equal times stay in this order.
    return [...changes, ...impatient].sort((a, b) => a.time - b.time)[0];
  };

  for (let change = nextChange(); change !== undefined; change = nextChange()) {
    const { time, kind, customer } = change;
    times.push(time);
    if (kind === 'arrival') {
      coming.shift();
      customer.fate = present.length < capacity ? 'waiting' : 'refused';
      if (customer.fate === 'waiting') present.push(customer);
    } else {
      present = present.filter((other) => other !== customer);
      customer.fate = kind === 'end' ? 'served' : 'reneged';
      customer.end = time;
    }

    const urgency = (one: NaiveCustomer) =>
      isServed(one) && (!preemptive || one.due <= time * (1 + Number.EPSILON)) ? -Number.MAX_VALUE : one.priority;
    const ranked = [...present].sort((a, b) => urgency(a) - urgency(b) || a.order - b.order);
    ranked.forEach((one, rank) => {
      if (rank < servers && !isServed(one)) {
        if (Number.isNaN(one.start)) one.start = time;
        one.due = time + one.left;
      }
      if (rank >= servers && isServed(one)) {
        one.left = one.due - time;
        one.due = Number.NaN;
        one.interruptions++;
      }
    });
  }
  return { customers, times };
}

function isServed({ due }: NaiveCustomer): boolean {
  return !Number.isNaN(due);
}
