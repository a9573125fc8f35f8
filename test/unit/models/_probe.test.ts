import { it } from 'vitest';
import { simulateStream } from './_stream.ts';
it('probe', { timeout: 600_000 }, async () => {
  for (const [fid, horizon] of [['exact','1 d'],['collapsed','1 d'],['exact','30 d'],['collapsed','30 d'],['collapsed','1 yr']] as const) {
    const t = performance.now();
    const r = await simulateStream({ storage: {profile:'s3-standard'}, stream: { interval: '1 s', size: '128 MiB' }, table:{span:'1 h'}, ingest: { bytes: '100 kB/s' }, run: { horizon, fidelity: fid } });
    console.log(fid, horizon, ((performance.now() - t)/1000).toFixed(2), r.result.fidelity, r.objects, r.rows, r.of('ingest.records'), r.of('stream.flushes.total'), JSON.stringify({...r.result.metrics['ingest.freshness']!.whole, histogram:0}), r.of('storage.requests.put'), r.of('stream.objectSize'), r.result.events, r.files.length, r.of('storage.throttled'));
    console.log(JSON.stringify(r.result.cost.lines.map(l=>[l.service,l.item,l.quantity,l.usd])), r.result.cost.notPriced);
  }
});
