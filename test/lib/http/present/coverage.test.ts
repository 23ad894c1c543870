import { expect, it } from 'vitest';
import { presentCoverage } from '../../../../lib/http/present/coverage.ts';
import { coverageOfNothing } from '../../../../lib/ledger/store/coverage.ts';

const told = { proof: null, gaps: [], reasons: ['nothing has been read'] };

it('an answer that covers nothing names the start that was asked for, and no time where none was', () => {
  const start = Date.UTC(2026, 4, 20);
  expect(presentCoverage(coverageOfNothing({}, told))).toMatchObject({ from: null, to: null, nothing_covered: true });
  const from = '2026-05-20T00:00:00.000Z';
  expect(presentCoverage(coverageOfNothing({ from: start }, told))).toMatchObject({
    from,
    to: from,
    nothing_covered: true,
  });
});
