import type { APIGatewayProxyEventV2WithJWTAuthorizer as Event } from 'aws-lambda';
import { describe, expect, it } from 'vitest';
import { tokenShapes } from '../../../infra/local/stack/token-shapes.ts';
import { callerOf } from '../../../lib/http/identity.ts';

function eventOf(claims: Record<string, unknown>): Event {
  return { requestContext: { authorizer: { jwt: { claims } } } } as unknown as Event;
}

describe('the program of a record', () => {
  it.each(Object.entries(tokenShapes))('is told by tokens of the shape %s', (_name, { claims }) => {
    expect(callerOf(eventOf(claims({ tenant: 'acme', scope: 'oems/read' }))).client).toBe('oems-local');
  });

  it('is told by tokens of Entra in version 1', () => {
    expect(callerOf(eventOf({ sub: 'person', appid: 'program' }))).toEqual({ subject: 'person', client: 'program' });
  });
});
