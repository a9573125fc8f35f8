/** The weightiest first; `direction` says which way the results lean. */
export const notModelled: readonly { text: string; direction?: string }[] = [
  {
    text: 'The hour of the day moves all requests together, and some clients are slower than others; load: quiet, typical or busy holds both fixed for a run.',
    direction:
      'Intervals are too narrow for a client that runs at any hour; the prediction range draws the hour and how fast a client is.',
  },
  {
    text: 'Which objects are read or deleted: reads meet the storage classes by their share of what is there; without of, deletions take the oldest; without over, every write is of new keys.',
    direction: 'Where old objects are read less than new ones, a lifecycle saves more than is said.',
  },
  {
    text: 'COPY, DELETE, batches of keys, and what creates and completes an upload were not measured: they take the time of their nearest kin, whatever their size.',
    direction: 'Copies of large objects and large batches come out too fast.',
  },
  { text: 'Slow pages over many old versions or delete markers.', direction: 'Listing such a prefix is too fast.' },
  { text: 'The first read of an object that has long not been read may be slower than later ones.' },
];
