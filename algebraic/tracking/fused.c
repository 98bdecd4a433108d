/* Homotopy paths, one for each thread. Every turn of the loop is one evaluation and one linear system; the phase of a
   path says what they are for. A thread that has ended a path takes the next one, so no thread of a GPU waits for the
   others. The method, its constants and its statuses are those of algebraic/tracking/paths.py.
   Names between at signs are filled in by algebraic/tracking/source.py. The text compiles as C and, by nvcc or NVRTC,
   as CUDA C++. */

#if defined(__CUDACC__) || defined(__CUDACC_RTC__)
#define ON_GPU 1
#define INSIDE static __device__ __forceinline__
#define OUTSIDE extern "C" __global__ void
#define NEXT(queue) atomicAdd(queue, 1)
#else
#define ON_GPU 0
double sqrt(double);
double fabs(double);
double log(double);
#define INSIDE static inline
#define OUTSIDE void
#define NEXT(queue) ((*(queue))++)
#endif
#if ON_GPU && @UNROLLED@
#define UNROLL _Pragma("unroll")
#else
#define UNROLL
#endif

enum { K = @K@, SAMPLES = @SAMPLES@ };
enum { ARRIVED, AT_INFINITY, SINGULAR, TOO_MANY_STEPS };
enum { IDLE, TANGENT, STEP, FIRST, SECOND, POLISH };

typedef struct { double re, im; } number;

INSIDE number make(double re, double im) { number r; r.re = re; r.im = im; return r; }
INSIDE number add(number a, number b) { return make(a.re + b.re, a.im + b.im); }
INSIDE number minus(number a, number b) { return make(a.re - b.re, a.im - b.im); }
INSIDE number times(number a, number b) { return make(a.re * b.re - a.im * b.im, a.re * b.im + a.im * b.re); }
INSIDE number shifted(double a, number b) { return make(a + b.re, b.im); }
INSIDE number scaled(double a, number b) { return make(a * b.re, a * b.im); }
INSIDE double size1(number a) { return fabs(a.re) + fabs(a.im); }

INSIDE number inverse(number a) {
    double size = size1(a), re = a.re / size, im = a.im / size, square = size * (re * re + im * im);
    return make(re / square, -im / square);
}

INSIDE double norm(const number *a) {
    double sum = 0.0;
    UNROLL for (int k = 0; k < K; ++k) sum += a[k].re * a[k].re + a[k].im * a[k].im;
    return sqrt(sum);
}

INSIDE double between(double low, double x, double high) { return x < low ? low : x > high ? high : x; }

/* Where a path's parameters lie, and how far they have moved. */
typedef struct { const number *start, *end; int start_row, end_row; double time; int at_end; } segment;

INSIDE number rate_of(segment p, int i) {
    return minus(p.end[(long long)i * p.end_row], p.start[(long long)i * p.start_row]);
}

INSIDE number parameter(segment p, int i) {
    number end = p.end[(long long)i * p.end_row], start = p.start[(long long)i * p.start_row];
    return p.at_end ? end : add(start, scaled(p.time, minus(end, start)));
}

/* F, its Jacobian and its rate of change at w, as the matrix (J | F, dF). */
INSIDE void evaluate(const number *w, segment p, const double *fixed, number a[K][K + 2]) {
@EVALUATE@
}

/* Elimination with partial pivoting: the solutions replace the last two columns. */
INSIDE void solve(number a[K][K + 2]) {
    UNROLL for (int k = 0; k < K; ++k) {
        int best = k;
        double largest = size1(a[k][k]);
        UNROLL for (int i = k + 1; i < K; ++i)
            if (size1(a[i][k]) > largest) { best = i; largest = size1(a[i][k]); }
        UNROLL for (int i = k + 1; i < K; ++i)
            if (i == best) {
                UNROLL for (int j = k; j < K + 2; ++j) { number swap = a[k][j]; a[k][j] = a[i][j]; a[i][j] = swap; }
            }
        if (largest == 0.0) a[k][k] = make(1e-300, 0.0); /* singular: the answer is of no use */
        a[k][k] = inverse(a[k][k]);
        UNROLL for (int i = k + 1; i < K; ++i) {
            number factor = times(a[i][k], a[k][k]);
            UNROLL for (int j = k + 1; j < K + 2; ++j) a[i][j] = minus(a[i][j], times(factor, a[k][j]));
        }
    }
    UNROLL for (int k = K - 1; k >= 0; --k)
        UNROLL for (int c = K; c < K + 2; ++c) {
            number sum = a[k][c];
            UNROLL for (int j = k + 1; j < K; ++j) sum = minus(sum, times(a[k][j], a[j][c]));
            a[k][c] = times(sum, a[k][k]);
        }
}

/* points and ends: (K, num_paths). start and end: (num_parameters, num_paths), or (num_parameters, 1) where they do
   not "move" from path to path. tolerances: of the predictor, of the corrector. queue: zero at the beginning. */
OUTSIDE track_paths(const number *__restrict__ points, const number *__restrict__ start,
                    const number *__restrict__ end, const double *__restrict__ fixed,
                    const double *__restrict__ tolerances, number *__restrict__ ends, int *__restrict__ status,
                    double *__restrict__ residuals, int *__restrict__ steps, int *queue, int num_paths,
                    int start_moves, int end_moves, int max_steps) {
    const double predicted = tolerances[0], corrected = tolerances[1];
    number w[K], v[K], last_w[K], last_v[K], at[K], a[K][K + 2];
    double t = 0.0, h = 0.0, step = 0.0, last_step = 0.0, early_norm = 0.0, first = 0.0, relative = 0.0;
    int phase = IDLE, path = 0, result = TOO_MANY_STEPS, num_steps = 0, num_polished = 0;
    segment p;

    for (;;) {
        if (phase == IDLE) {
            path = NEXT(queue);
            if (path >= num_paths) return;
            UNROLL for (int k = 0; k < K; ++k) at[k] = points[(long long)k * num_paths + path];
            p.start = start + (start_moves ? path : 0);
            p.end = end + (end_moves ? path : 0);
            p.start_row = start_moves ? num_paths : 1;
            p.end_row = end_moves ? num_paths : 1;
            p.time = 0.0;
            p.at_end = 0;
            phase = TANGENT;
        }

        evaluate(at, p, fixed, a);
        solve(a);

        if (phase == TANGENT) {
            UNROLL for (int k = 0; k < K; ++k) {
                w[k] = last_w[k] = at[k];
                v[k] = last_v[k] = scaled(-1.0, a[k][K + 1]);
            }
            t = last_step = 0.0;
            h = @FIRST_STEP@;
            early_norm = norm(w);
            relative = -log(0.0); /* infinite */
            result = TOO_MANY_STEPS;
            num_steps = num_polished = 0;
            phase = STEP;
        } else { /* a correction of Newton's method */
            double sum = 0.0, correction, size;
            UNROLL for (int k = 0; k < K; ++k) {
                at[k] = minus(at[k], a[k][K]);
                sum += a[k][K].re * a[k][K].re + a[k][K].im * a[k][K].im;
            }
            correction = sqrt(sum);
            size = norm(at);
            if (phase == FIRST) {
                first = correction;
                phase = SECOND;
            } else if (phase == SECOND) {
                double error = first / size, factor = sqrt(sqrt(@AIM@ * predicted / (error + 1e-300)));
                double second = correction / size, slower = sqrt(sqrt(sqrt(@AIM@ * @AIM@ * corrected / (second + 1e-300))));
                double remaining, length;
                if (slower < factor) factor = slower;
                if (error <= predicted && second <= corrected) {
                    UNROLL for (int k = 0; k < K; ++k) {
                        last_w[k] = w[k];
                        last_v[k] = v[k];
                        w[k] = at[k];
                        v[k] = scaled(-1.0, a[k][K + 1]);
                    }
                    h = (h > step ? h : step) * between(0.5, factor, 3.0);
                    last_step = step;
                    t = p.time;
                } else
                    h = step * (factor < 0.5 ? between(0.1, factor, 0.5) : 0.5);
                ++num_steps;
                remaining = 1.0 - t;
                length = norm(w);
                if (remaining > @EARLY@) early_norm = length;
                if (remaining <= 0.0) {
                    p.at_end = 1;
                    phase = POLISH;
                } else {
                    int stuck = h < @SMALLEST_STEP@ || remaining < 100.0 * @SMALLEST_STEP@;
                    int grows = stuck && remaining < @EARLY@ / 2.0 &&
                        log(length / early_norm) / log(@EARLY@ / between(1e-16, remaining, @EARLY@ / 2.0)) >
                        @SLOWEST_GROWTH@;
                    if (stuck) result = SINGULAR;
                    if (grows || (remaining < @EARLY@ / 2.0 && length > @LARGEST_NORM@)) result = AT_INFINITY;
                    phase = result == TOO_MANY_STEPS ? STEP : IDLE;
                }
            } else if (++num_polished == 3) {
                UNROLL for (int k = 0; k < K; ++k) w[k] = at[k];
                relative = correction / size;
                result = relative < @POLISHED@ ? ARRIVED : SINGULAR;
                phase = IDLE;
            }
        }

        if (phase == STEP && num_steps >= max_steps) phase = IDLE;
        if (phase == STEP) { /* the cubic through the last two points and tangents; a line on the first step */
            int final = h >= 1.0 - t;
            double r, last_point, last_slope, point, slope;
            step = final ? 1.0 - t : h;
            p.time = final ? 1.0 : t + step;
            r = 1.0 + step / (last_step > 0.0 ? last_step : 1.0);
            last_point = last_step > 0.0 ? (2.0 * r - 3.0) * r * r + 1.0 : 0.0;
            last_slope = ((r - 2.0) * r + 1.0) * r * last_step;
            point = last_step > 0.0 ? (3.0 - 2.0 * r) * r * r : 1.0;
            slope = last_step > 0.0 ? (r - 1.0) * r * r * last_step : step;
            UNROLL for (int k = 0; k < K; ++k)
                at[k] = add(add(scaled(last_point, last_w[k]), scaled(last_slope, last_v[k])),
                            add(scaled(point, w[k]), scaled(slope, v[k])));
            phase = FIRST;
        } else if (phase == IDLE) {
            UNROLL for (int k = 0; k < K; ++k) ends[(long long)k * num_paths + path] = w[k];
            status[path] = result;
            residuals[path] = relative;
            steps[path] = num_steps;
        }
    }
}
