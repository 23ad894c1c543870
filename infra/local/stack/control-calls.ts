import * as z from 'zod';
import { parseInput } from '../exchanges/server/control-input.ts';
import { type GatewayAnswer, jsonAnswer, type OwnCalls, type OwnRequest } from '../lambda/gateway-answer.ts';
import type { HostAddress } from './simulated-hosts.ts';

const body = z.strictObject({
  /** `<exchange>.<host>`. */
  simulator: z.string(),
  control: z.string(),
  input: z.record(z.string(), z.unknown()),
});

/**
 * `POST /_local/control {simulator, control, input}`: a control of a simulator, for the page of the stack. JSON alone is taken: a browser
 * lets no other page send that type here.
 */
export function controlCalls(addresses: readonly HostAddress[]): OwnCalls {
  return { 'POST /_local/control': (request) => control(addresses, request) };
}

async function control(addresses: readonly HostAddress[], request: OwnRequest): Promise<GatewayAnswer> {
  if (!/^application\/json\b/.test(request.contentType))
    return jsonAnswer({ error: 'content-type: must be application/json' }, 415);
  try {
    const { simulator: name, control, input } = parseInput(body, JSON.parse(request.body));
    const found = addresses.find(({ exchange, host }) => `${exchange}.${host}` === name)?.simulator;
    if (!found) throw new Error(`simulator: no such simulator: ${name}`);
    return jsonAnswer(await found.control(control, input));
  } catch (error) {
    return jsonAnswer({ error: error instanceof Error ? error.message : String(error) }, 400);
  }
}
