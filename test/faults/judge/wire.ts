import { accountNames, keysOf } from '../harness/accounts.ts';
import type { Scenario } from '../harness/scenario.ts';

/** I4: no nonce is signed twice, a call's own nonces rise, and the counter only ever rises. */
export function nonceFaults({ sent, aws }: Scenario): string[] {
  const spot = sent.filter(({ nonce }) => nonce !== null);
  const used = Map.groupBy(spot, ({ apiKey, nonce }) => `${apiKey} ${nonce}`);
  const twice = [...used.values()].filter((uses) => uses.length > 1);
  const calls = Map.groupBy(spot, ({ apiKey, invocation }) => `${apiKey} ${invocation}`);
  const falling = [...calls].filter(
    ([name, uses]) =>
      !name.includes(' resolve') &&
      uses.some(({ nonce }, index) => index > 0 && BigInt(nonce ?? 0) <= BigInt(uses[index - 1]?.nonce ?? 0)),
  );
  return [
    ...twice.map((uses) => `I4 nonce ${uses[0]?.nonce} was signed ${uses.length} times`),
    ...falling.map(([name]) => `I4 the nonces of ${name} do not rise`),
    ...counterFaults(aws.tableAnswers),
  ];
}

function counterFaults(answers: readonly string[]): string[] {
  const last = new Map<string, bigint>();
  return answers.flatMap((answer) => {
    if (!answer.includes('"nonces"')) return [];
    const { Attributes } = JSON.parse(answer) as {
      Attributes?: Record<string, { S?: string; M?: Record<string, { N?: string }> }>;
    };
    const counter = Attributes?.nonces?.M?.spot?.N;
    if (counter === undefined) return [];
    const account = Attributes?.pk?.S ?? '';
    const before = last.get(account) ?? 0n;
    last.set(account, BigInt(counter));
    return BigInt(counter) > before ? [] : [`I4 ${account}: the counter went from ${before} to ${counter}`];
  });
}

/** I6: no key, secret or signature in what was logged, answered or written to the table. */
export function secrecyFaults({ sent, output, aws }: Scenario): string[] {
  const said = output.join('\n');
  const written = aws.tableRequests.join('\n');
  const pairs = accountNames.flatMap((name) => Object.values(keysOf(name)));
  return [
    ...pairs
      .filter(({ apiKey, secret }) => said.includes(secret) || said.includes(apiKey))
      .map(() => 'I6 a key was said'),
    ...pairs.filter(({ secret }) => written.includes(secret)).map(() => 'I6 a secret lies in the table'),
    ...sent
      .filter(({ signature }) => said.includes(signature))
      .map(({ name }) => `I6 the signature of ${name} was said`),
  ];
}
