import { writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { awsHalting, type RunProgram } from '../../../infra/deploy/halt/aws-halting.ts';
import { haltAll } from '../../../infra/deploy/halt/operator-halt.ts';

const terms = { reason: 'fire', exchange: 'kraken', closesPositions: true };
function halted(account: string, complete = true, carried_on = false) {
  return {
    tenant: 'alpha',
    account,
    halt_id: 'h',
    complete,
    carried_on,
    reasons: complete ? [] : ['an order is open'],
  };
}

/** A deployment that gives these answers, one after the other; an error is thrown. */
function deployment(answers: readonly unknown[]) {
  const asked: Record<string, unknown>[] = [];
  const left = [...answers];
  const invoke = async (request: unknown) => {
    asked.push(request as Record<string, unknown>);
    const answer = left.shift();
    if (answer instanceof Error) throw answer;
    return answer;
  };
  return { asked, to: { operator: async () => 'arn:ann', invoke } };
}

describe('npm run operator-halt', () => {
  it('asks for page after page, and counts what is complete, what goes on and what must be repeated', async () => {
    const { asked, to } = deployment([
      { halts: [halted('a'), halted('b', false, true)], next: '3:x' },
      { halts: [halted('c', false, false)], next: null },
    ]);
    const lines: string[] = [];
    expect(await haltAll(to, terms, (line) => lines.push(line))).toEqual({ complete: 1, carriedOn: 1, failed: 1 });
    const request = { reason: 'fire', exchange: 'kraken', operator: 'arn:ann', close_positions: true };
    expect(asked).toEqual([
      { ...request, after: null },
      { ...request, after: '3:x' },
    ]);
    expect(lines).toEqual([
      'alpha a: complete',
      'alpha b: not complete, the resolver goes on: an order is open',
      'alpha c: not complete, REPEAT: an order is open',
    ]);
  });

  it('asks again for a page that has failed, and gives up after three times', async () => {
    const { asked, to } = deployment([new Error('away'), { halts: [], next: null }]);
    expect(await haltAll(to, terms, () => undefined)).toEqual({ complete: 0, carriedOn: 0, failed: 0 });
    expect(asked).toHaveLength(2);
    const never = deployment([new Error('away'), new Error('away'), new Error('still away')]);
    await expect(haltAll(never.to, terms, () => undefined)).rejects.toThrow('still away');
  });

  it('does not repeat a request that the function refuses', async () => {
    const { asked, to } = deployment([{ error: 'exchange account not found' }]);
    await expect(haltAll(to, terms, () => undefined)).rejects.toThrow('exchange account not found');
    expect(asked).toHaveLength(1);
  });
});

describe('the AWS CLI', () => {
  const programs: string[][] = [];
  function cli(answer: unknown, printed: object = { StatusCode: 200 }): RunProgram {
    return async (program, args) => {
      programs.push([program, ...args]);
      if (args[0] === 'sts') return JSON.stringify({ Arn: 'arn:ann' });
      await writeFile(args.at(-1) ?? '', JSON.stringify(answer));
      return JSON.stringify(printed);
    };
  }

  it('tells the operator, and invokes the function of the stage once for each page', async () => {
    programs.length = 0;
    const halting = awsHalting('prod', cli({ halts: [], next: null }));
    expect(await halting.operator()).toBe('arn:ann');
    expect(await halting.invoke({ tenant: 'a' })).toEqual({ halts: [], next: null });
    const [, invoked = []] = programs;
    expect(invoked.slice(0, 7)).toEqual([
      ...['aws', 'lambda', 'invoke', '--function-name', 'oems-prod-operator-halt', '--payload', '{"tenant":"a"}'],
    ]);
  });

  it('throws the message of a function that has failed', async () => {
    const failing = awsHalting('prod', cli({ errorMessage: 'operator-halt failed' }, { FunctionError: 'Unhandled' }));
    await expect(failing.invoke({})).rejects.toThrow('operator-halt failed');
  });
});
