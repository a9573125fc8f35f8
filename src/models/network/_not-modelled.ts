/** The weightiest first; `direction` says which way the results lean. */
export const clientNotModelled: readonly { text: string; direction?: string }[] = [
  {
    text: 'A retry or hedge goes over any free connection, not over a new one to another server; a transfer that stalls has no time-out.',
  },
  {
    text: "The client's own processor: parsing, TLS and threads take no time. No source gives its seconds for a request or a byte.",
    direction: 'Small machines with many connections come out too fast, and their first bytes too early.',
  },
  {
    text: 'The burst bucket of an instance type that nobody has measured is inferred: 3,300 s of its baseline.',
    direction:
      'How long a burst lasts is uncertain by a third there; give nic: { baseline, burst, bucket } to say more.',
  },
  {
    text: 'A NIC gives all of its burst rate: measured were 88 to 99 %, at times half of it for longer, and at times an eighth of the credits was held back until the next burst.',
    direction: 'Bursts come out up to 12 % too fast, and sometimes twice as fast as they were.',
  },
  {
    text: 'EC2 bills at least 60 s a start, and the disk and the machine image; here a machine costs the seconds of the run.',
    direction: 'Short runs are too cheap.',
  },
];

export const networkNotModelled: readonly { text: string; direction?: string }[] = [
  {
    text: 'First bytes have the distance of the region that they were measured in; only opening a connection knows roundTrip.',
  },
  {
    text: 'Traffic that leaves the region, which may use half of the NIC, or 5 Gbit/s below 32 cores.',
    direction: 'Transfers across regions come out too fast.',
  },
  { text: 'TCP slow start on a fresh connection.', direction: 'The first megabytes on a new connection are too fast.' },
];
