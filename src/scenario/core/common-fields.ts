/** Keys that no model owns: when an activity happens, and how a scenario is run. */
import { type Block, block, type Field, list, optionalQuantity, quantity, rate, word } from '../../fields/index.ts';

/** Keys that every activity takes beside its own. */
export const timingFields = {
  at: list(quantity('time', { doc: 'when it happens: a time or a list of times' }), {
    doc: 'when it happens: a time or a list of times',
  }),
  every: quantity('time', { doc: 'again and again, at from + k x every', positive: true }),
  arrivals: {
    ...rate({ doc: 'at random (Poisson) at this rate; or { users, think } for a closed loop' }),
    takesJobs: true,
  },
  after: { doc: 'each time this activity ends', type: 'ref' },
  delay: quantity('time', { doc: 'how long after the other activity ends', fallback: 0 }),
  from: quantity('time', { doc: 'first possible start', fallback: 0 }),
  until: optionalQuantity('time', { doc: 'no start at or after this time', fallback: null }),
  count: optionalQuantity('count', { doc: 'at most so often', fallback: null }),
  times: quantity('count', { doc: 'the work, so often in a row', positive: true, fallback: 1 }),
  overlap: word(['parallel', 'queue', 'skip'], { doc: 'while the last one still runs' }),
  deadline: optionalQuantity('time', {
    doc: 'later than this after being asked is late',
    positive: true,
    fallback: null,
  }),
} satisfies Block;

/** Beside the keys of a condition, which the kind of activity has: `when: { ..., check: 1 min }`. */
export const checkFields = {
  check: quantity('time', { doc: 'how often it is looked at', positive: true, fallback: 60 }),
} satisfies Block;

export const closedLoopFields = {
  users: quantity('count', { doc: 'users who ask, wait for the answer and think', positive: true }),
  think: quantity('time', { doc: 'pause between an answer and the next question', fallback: 0 }),
} satisfies Block;

/** A time, or the word that has it found. */
const warmUp: Field<number | 'auto'> = {
  type: 'time',
  words: ['auto'],
  doc: 'simulated time before anything is measured, or auto (MSER-5, one cut for all designs); bills are never cut',
  fallback: 0,
};

/** The keys of `run`. */
export const runFields = {
  seed: quantity('count', { doc: 'seed of all chance', fallback: 1 }),
  replications: quantity('count', { doc: 'independent repetitions', positive: true, max: 100_000, fallback: 20 }),
  precision: optionalQuantity('share', {
    doc: 'instead of replications: as many as it takes until every claim is known to this share of its value',
    positive: true,
    max: 1,
    fallback: null,
  }),
  horizon: optionalQuantity('time', {
    doc: 'when the simulation stops; needed when something repeats without end',
    positive: true,
    fallback: null,
  }),
  warmUp,
  window: optionalQuantity('time', { doc: 'width of the windows of a series', positive: true, fallback: null }),
  fidelity: word(['auto', 'exact', 'collapsed'], {
    doc: 'exact simulates every request; collapsed draws requests that follow each other as one; auto does so beyond ten million',
    fallback: 'auto',
  }),
  limits: block(
    {
      events: quantity('count', { doc: 'events a replication may take', positive: true, fallback: 1e9 }),
      wallTime: quantity('time', { doc: 'how long a run may take on your clock', positive: true, fallback: 600 }),
      replications: quantity('count', {
        doc: 'replications that a precision may take; it is said when they do not suffice',
        positive: true,
        max: 100_000,
        fallback: 1000,
      }),
    },
    { doc: 'budgets that stop a run', fallback: { events: 1e9, wallTime: 600, replications: 1000 } },
  ),
} satisfies Block;
