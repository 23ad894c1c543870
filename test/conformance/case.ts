import { expect, it } from 'vitest';
import type { OemsError } from '../../lib/errors.ts';
import type { Desk, DeskOfTest } from './desk.ts';

/** Why a market cannot have a case, from its definition, and the call that must be denied instead. */
export interface Lack {
  readonly reason: string;
  readonly call: (desk: Desk) => Promise<unknown>;
}

/** One numbered case; where the definition says that the market lacks the subject, the proof that the subject is denied. */
export function conformanceCase(
  title: string,
  desk: DeskOfTest,
  lack: Lack | null,
  run: (desk: Desk) => Promise<void>,
): void {
  if (lack === null) it(title, () => run(desk()));
  else
    it(`${title}: not for ${desk.title} (${lack.reason}), and denied before a byte leaves`, () =>
      expectDenied(desk(), lack.call));
}

export async function expectDenied(desk: Desk, call: (desk: Desk) => Promise<unknown>): Promise<void> {
  desk.wire.sent.length = 0;
  const error = await call(desk).then(
    () => null,
    (thrown: OemsError) => thrown,
  );
  expect(error).toMatchObject({ code: 'NOT_SUPPORTED' });
  expect(desk.wire.sent).toEqual([]);
}

/** The lack of a capability that is false. */
export function lacking(isThere: boolean, capability: string, call: Lack['call']): Lack | null {
  return isThere ? null : { reason: `capabilities.${capability} is false`, call };
}
