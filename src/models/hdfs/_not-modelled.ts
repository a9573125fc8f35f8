/** The weightiest first; `direction` says which way the results lean. */
export const notModelled: readonly { text: string; direction?: string }[] = [
  {
    text: 'Block reports, heartbeats and garbage collection of the NameNode, and locks held for long by single calls.',
    direction: 'A large or busy NameNode answers later than is said, and less evenly.',
  },
  {
    text: 'Readers on the machine that keeps the block: all reads go over the network.',
    direction: 'A cluster that computes where its data lie reads faster, and its machines are paid once.',
  },
  {
    text: 'Where requests are drawn as one (fidelity: collapsed) nobody waits for the NameNode or a DataNode.',
    direction: 'Too fast where rpcBusy comes near to the time that has passed.',
  },
  { text: 'The page cache of DataNodes, the loss of nodes, and moving blocks when nodes come.' },
  {
    text: 'HDFS has no copy inside the store: a COPY is a rename, which moves nothing, and the DELETE after it one change more.',
    direction: 'A committer that renames has twice its changes; a copy activity is too fast.',
  },
];
