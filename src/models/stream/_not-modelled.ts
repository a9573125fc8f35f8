/** The weightiest first; `direction` says which way the results lean. */
export const notModelled: readonly { text: string; direction?: string }[] = [
  {
    text: 'The machines of a consumer that is not a service (Kafka Connect, Flink, Spark) and of a Kafka cluster are not billed, and never too slow.',
    direction: 'Such a consumer looks cheaper than it is.',
  },
  {
    text: 'All shards, channels, writers and partitions get the same share of the records.',
    direction: 'A hot shard is throttled sooner; with a hot partition, the others have smaller files.',
  },
  { text: 'Uploads that write error records, and what it costs to read and load them again.' },
  { text: 'Retries of refused producers use no capacity of the shards, and give up never.' },
  {
    text: 'The destination is always there: nothing is dropped after the 24 hours that a delivery service keeps trying.',
  },
];
