/* The arithmetic alone: the loss of a network of two sigmoid units on 512 points, and in float32 its gradient, as gcc
 * vectorises plain loops with the exponential of libmvec. Prints the microseconds of float64 loss, float32 loss and float32
 * loss with gradient, the smallest of many short runs.
 * gcc -O3 -march=native -ffast-math -fopenmp-simd kernel.c -lm -lmvec */
#include <math.h>
#include <stdio.h>
#include <time.h>

#define N 512
#define UNITS 2
#define P (3 * UNITS + 1)

#define LOSS(NAME, T, EXP)                                                                     \
    static T NAME##_x[N], NAME##_y[N];                                                         \
    __attribute__((noinline)) static T NAME(const T *p) {                                      \
        T f[N], sum = 0;                                                                       \
        for (int i = 0; i < N; i++) f[i] = p[3 * UNITS];                                       \
        for (int u = 0; u < UNITS; u++) {                                                      \
            T w = -p[3 * u], b = -p[3 * u + 1], a = p[3 * u + 2];                              \
            _Pragma("omp simd") for (int i = 0; i < N; i++) f[i] += a / (1 + EXP(w * NAME##_x[i] + b)); \
        }                                                                                      \
        _Pragma("omp simd reduction(+:sum)") for (int i = 0; i < N; i++) {                     \
            T r = f[i] - NAME##_y[i];                                                          \
            sum += r * r;                                                                      \
        }                                                                                      \
        return sum;                                                                            \
    }

LOSS(loss64, double, exp)
LOSS(loss32, float, expf)

__attribute__((noinline)) static float gradient32(const float *p, float *g) {
    float f[N], s[UNITS][N], sum = 0, offset = 0;
    for (int i = 0; i < N; i++) f[i] = p[3 * UNITS];
    for (int u = 0; u < UNITS; u++) {
        float w = -p[3 * u], b = -p[3 * u + 1], a = p[3 * u + 2];
#pragma omp simd
        for (int i = 0; i < N; i++) {
            s[u][i] = 1 / (1 + expf(w * loss32_x[i] + b));
            f[i] += a * s[u][i];
        }
    }
#pragma omp simd reduction(+ : sum, offset)
    for (int i = 0; i < N; i++) {
        float r = f[i] - loss32_y[i];
        f[i] = 2 * r;
        sum += r * r;
        offset += 2 * r;
    }
    for (int u = 0; u < UNITS; u++) {
        float weight = 0, bias = 0, amplitude = 0;
#pragma omp simd reduction(+ : weight, bias, amplitude)
        for (int i = 0; i < N; i++) {
            float v = s[u][i], d = f[i] * v * (1 - v);
            amplitude += f[i] * v;
            bias += d;
            weight += d * loss32_x[i];
        }
        g[3 * u] = p[3 * u + 2] * weight;
        g[3 * u + 1] = p[3 * u + 2] * bias;
        g[3 * u + 2] = amplitude;
    }
    g[3 * UNITS] = offset;
    return sum;
}

static double seconds(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec + 1e-9 * t.tv_nsec;
}

static double sink;

#define MEASURE(CALL)                                     \
    ({                                                    \
        double best = 1e9;                                \
        for (int run = 0; run < 300; run++) {             \
            double began = seconds();                     \
            for (int k = 0; k < 500; k++) {               \
                p64[P - 1] = p32[P - 1] = k * 1e-4f;      \
                sink += CALL;                             \
            }                                             \
            double time = (seconds() - began) / 500;      \
            if (time < best) best = time;                 \
        }                                                 \
        1e6 * best;                                       \
    })

int main(void) {
    double p64[P];
    float p32[P], g[P];
    for (int i = 0; i < N; i++) {
        double x = -5 + 10.0 * i / (N - 1);
        loss64_x[i] = x, loss64_y[i] = x * x, loss32_x[i] = x, loss32_y[i] = x * x;
    }
    for (int k = 0; k < P; k++) p64[k] = p32[k] = sin(k);
    printf("%.4f ", MEASURE(loss64(p64)));
    printf("%.4f ", MEASURE(loss32(p32)));
    printf("%.4f\n", MEASURE(gradient32(p32, g) + g[0]));
    return sink == 1;
}
