import './harness-mocks.ts';
import { playSeeds } from './random-seeds.ts';

playSeeds(3);
