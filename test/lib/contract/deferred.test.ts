import { expect, it, vi } from 'vitest';

const built = vi.hoisted(() => ({ schemas: 0 }));

/** Every function of zod that makes a schema counts its calls. */
vi.mock('zod', async (original) => {
  const zod = await original<Record<string, unknown>>();
  const counted = Object.entries(zod).map(([name, value]) => {
    if (typeof value !== 'function' || !/^[a-z]/.test(name)) return [name, value];
    const count = (...parameters: unknown[]) => {
      built.schemas += 1;
      return value(...parameters);
    };
    return [name, count];
  });
  return Object.fromEntries(counted);
});

it('the table of routes builds no schema at load, and a route builds the schemas of that route alone, once', async () => {
  const { routes } = await import('../../../lib/contract/routes.ts');
  expect(built.schemas).toBe(0);
  const request = routes.getHealth.request();
  expect(built.schemas).toBe(1);
  routes.createOrder.request();
  expect(built.schemas).toBeGreaterThan(10);
  expect(routes.getHealth.request()).toBe(request);
});
