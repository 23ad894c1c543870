import '../conformance/enter.ts';
import './harness/mocks.ts';
import { describeExhaustive } from './cases/exhaustive.ts';

describeExhaustive('spot');
