import { accountNames } from '../harness/accounts.ts';
import type { AnyScenario } from '../harness/scenario.ts';

/** I4: no nonce is signed twice, a call's own nonces rise, and the counter only ever rises. */
export function nonceFaults({ sent, aws }: AnyScenario): string[] {
  const counted = sent.filter(({ nonce }) => nonce !== null);
  const used = Map.groupBy(counted, ({ apiKey, nonce }) => `${apiKey} ${nonce}`);
  const twice = [...used.values()].filter((uses) => uses.length > 1);
  const calls = Map.groupBy(counted, ({ apiKey, invocation }) => `${apiKey} ${invocation}`);
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
    return Object.entries(Attributes?.nonces?.M ?? {}).flatMap(([slot, { N = '0' }]) => {
      const counter = `${Attributes?.pk?.S ?? ''} ${slot}`;
      const before = last.get(counter) ?? 0n;
      last.set(counter, BigInt(N));
      return BigInt(N) > before ? [] : [`I4 ${counter}: the counter went from ${before} to ${N}`];
    });
  });
}

/** I6: no key, secret or signature in what was logged, answered or written to the table. */
export function secrecyFaults({ sent, output, aws, scene }: AnyScenario): string[] {
  const said = output.join('\n');
  const written = aws.tableRequests.join('\n');
  const credentials = accountNames.flatMap((name) => Object.values(scene.credentialsOf(name)));
  const secrets = credentials.map(({ apiKey: _key, ...secret }) => Object.values(secret));
  return [
    ...credentials
      .filter((credential) => Object.values(credential).some((part) => said.includes(part)))
      .map(() => 'I6 a key was said'),
    ...secrets
      .filter((parts) => parts.some((part) => written.includes(part)))
      .map(() => 'I6 a secret lies in the table'),
    ...sent
      .filter(({ signature }) => said.includes(signature))
      .map(({ name }) => `I6 the signature of ${name} was said`),
  ];
}
