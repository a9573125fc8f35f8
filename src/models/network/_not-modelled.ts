/** The weightiest first; `direction` says which way the results lean. */
export const clientNotModelled: readonly { text: string; direction?: string }[] = [
  {
    text: 'Retries, timeouts and hedged requests: every request is answered, however slowly.',
    direction: 'The tail is too long for a client that hedges.',
  },
  {
    text: "The client's own processor: parsing, TLS and threads take no time.",
    direction: 'Small machines with many connections come out too fast.',
  },
  {
    text: 'An instance whose burst bucket nobody has measured gives its baseline bandwidth from the start.',
    direction:
      'Minutes of work on such an instance come out too slow; give nic: { baseline, burst, bucket } to say more.',
  },
  {
    text: 'EC2 bills at least 60 s a start, and the disk and the machine image; here a machine costs the seconds of the run.',
    direction: 'Short runs are too cheap.',
  },
];

export const networkNotModelled: readonly { text: string; direction?: string }[] = [
  { text: 'Round trips, name look-up and TLS on their own: connection set-up is one time, measured inside a region.' },
  { text: 'TCP slow start on a fresh connection.', direction: 'The first megabytes on a new connection are too fast.' },
];
