/* Every kernel once, on little: whether the processor knows what they are made of. */
int try_all(void) {
    enum { SIDE = 3 * BLOCK };
    real in[SIDE * SIDE], right[SIDE * SIDE], out[SIDE * SIDE], panels[SIDE * SIDE];
    const int64_t plan[HEAD + 2] = {1, SIDE, 0, 0, SIDE, 0, 0, SIDE, 1, SIDE, 0, 0};
    for (int i = 0; i < SIDE * SIDE; i++) in[i] = right[i] = 1, out[i] = 0;
    pack(right, SIDE, SIDE, SIDE, 1, panels);
    int failed = gather(plan, 1, 1, 1, SIDE, in, 0, panels, SIDE, SIDE, in, out, 0);
    failed |= weigh(plan, 1, 1, 1, SIDE, in, 0, right, 0, SIDE, out, SIDE);
    failed |= out[0] != 2 * SIDE + 1;
    turn(out, SIDE, SIDE, SIDE, panels);
    failed |= measure(in, SIDE, SIDE, 1, panels, panels + SIDE);
    spread(in, SIDE, SIDE, panels, panels + SIDE, right, 1, out);
    failed |= slopes_of(in, out, right, SIDE, SIDE, panels, panels + SIDE, 1, panels + 2 * SIDE, panels + 3 * SIDE);
    back(in, out, right, SIDE, SIDE, panels, right, panels + 2 * SIDE, panels + 3 * SIDE, 1, out);
    return failed;
}
