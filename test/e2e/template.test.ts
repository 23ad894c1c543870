import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readDeployment } from '../../infra/local/template/read-template.ts';
import { readSynthesis } from '../../infra/local/template/synthesis.ts';
import { synthesize } from '../../infra/local/template/synthesize.ts';
import { startTemplateStack, type TemplateStack } from '../../infra/local/template/template-stack.ts';
import { type Bench, deprive, type Outcome, operationOf, phasesOf } from './fixture-deprive.ts';
import { createForge } from './fixture-forge.ts';
import { type Grant, grantsOf } from './fixture-grants.ts';
import { startOems } from './fixture-oems.ts';

let bench: Bench;
let outDir = '';

beforeAll(async () => {
  outDir = await mkdtemp(join(tmpdir(), 'oems-template-'));
  await synthesize(outDir);
  const deployment = readDeployment(await readSynthesis(outDir));
  let stack: TemplateStack | undefined;
  const oems = await startOems({
    workers: 1,
    start: async (settings) => {
      stack = await startTemplateStack(settings, deployment);
      return stack;
    },
  });
  if (stack === undefined) throw new Error('the template stack was not started');
  bench = { oems, stack, forge: createForge(stack) };
}, 120_000);

afterAll(async () => {
  bench?.forge.close();
  await bench?.oems.close();
  await rm(outDir, { recursive: true, force: true });
});

const nameOf = ({ functionName, isSchedule, policy, action, resource, partitions }: Grant): string =>
  `${isSchedule ? 'schedule of ' : ''}${operationOf(functionName)}: ${action} ${partitions ?? resource} (${policy})`;

describe('every grant of the template', () => {
  it('is missed when it is taken away: the call that needs it is refused, naming function and action', async () => {
    const grants = grantsOf(bench.stack.deployment);
    const outcomes: Outcome[] = [];
    const only = process.env.PHASE;
    for (const phase of phasesOf(grants)) {
      const [first] = phase;
      if (only && first && !nameOf(first).includes(only)) continue;
      const t = Date.now();
      outcomes.push(...(await deprive(bench, phase)));
      console.log(Date.now() - t, phase.length, first && nameOf(first));
    }
    const unused = outcomes.filter(({ refusal }) => refusal === undefined).map(({ grant }) => nameOf(grant));
    console.log(`${outcomes.length} grants, ${outcomes.length - unused.length} refusals`);
    console.log(
      outcomes
        .filter(({ refusal, end }) => refusal && end !== 'failed')
        .map(({ grant, end }) => `${nameOf(grant)} ${end}`)
        .filter((n) => !/logs:|xray:/.test(n)),
    );
    expect(unused).toEqual([]);
  }, 240_000);
});
