import { setTimeout as sleep } from 'node:timers/promises';
import { beforeEach, expect, it, vi } from 'vitest';
import type { Account, PendingHalt } from '../../../../lib/accounts/account.ts';
import { tellEnd } from '../../../../lib/orders/halt/tell-end.ts';

const steps: string[] = [];
let listing: () => Promise<void>;
vi.mock('../../../../lib/events/list-item.ts', () => ({
  listBefore: async (tenant: string) => {
    await sleep(5);
    await listing();
    steps.push(`the events of ${tenant} are listed`);
  },
}));
vi.mock('../../../../lib/accounts/pending-halt.ts', () => ({
  endHalt: async (account: Account) => {
    steps.push('halt_completed is written');
    return account;
  },
}));
vi.mock('../../../../lib/orders/halt/report-halt.ts', () => ({
  reportFailedStep: (_account: Account, step: string) => steps.push(`failed: ${step}`),
}));

const account = { tenant: 'acme', accountId: 'desk', halt: {} } as unknown as Account & { readonly halt: PendingHalt };

beforeEach(() => {
  steps.splice(0);
  listing = async () => undefined;
});

it('the events of the orders that a halt has ended are listed before halt_completed is written', async () => {
  expect(await tellEnd(account)).toBe(account);
  expect(steps).toEqual(['the events of acme are listed', 'halt_completed is written']);
});

it('a halt ends although its events cannot be listed', async () => {
  listing = async () => Promise.reject(new Error('the table is away'));
  expect(await tellEnd(account)).toBe(account);
  expect(steps).toEqual(['failed: events before the end', 'halt_completed is written']);
});
