import { startHarness, stopHarness } from './harness-scenario.ts';
import { runCase } from './harness-case.ts';
import { everyExchangeFault } from './harness-exchange-faults.ts';
import { orderTypes, placeCall } from './harness-orders.ts';
import { afterAll, beforeAll, expect, it } from 'vitest';
beforeAll(startHarness);
afterAll(stopHarness);
it('runs', async () => {
  let n = 0; const t0 = performance.now(); const bad: string[] = [];
  for (const product of ['spot', 'swap'] as const) for (const type of ['market', 'limit', 'stop_loss'] as const) for (const fault of everyExchangeFault) {
    const title = `${product} ${type} ${JSON.stringify(fault)}`;
    const r = await runCase({ title, product, type, exchangeFault: ({ name, nth }) => name === placeCall[product] && nth === 0 ? fault : undefined });
    n++;
    if (r.violations.length) { bad.push(title + '\n   ' + r.violations.join('\n   ')); if (process.env.TRACE && title.includes(process.env.TRACE)) bad.push(r.trace.join('\n')); }
  }
  process.stderr.write(`${n} cases ${(performance.now() - t0).toFixed(0)} ms\n` + bad.join('\n'));
}, 200000);
