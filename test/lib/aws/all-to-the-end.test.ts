import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { settleAll } from '../../../lib/aws/all-to-the-end.ts';

describe('works that run side by side', () => {
  it('give their results in their order', async () => {
    expect(await settleAll([sleep(5).then(() => 'a'), Promise.resolve('b')])).toEqual(['a', 'b']);
  });

  it('fail with the first error, after every promise has ended', async () => {
    let isUnderWay = true;
    const slow = sleep(20).then(() => {
      isUnderWay = false;
      throw new Error('slow');
    });
    await expect(settleAll([slow, Promise.reject(new Error('fast'))])).rejects.toThrow('slow');
    expect(isUnderWay).toBe(false);
  });
});
