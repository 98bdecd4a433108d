// The rank of a random matrix modulo a prime by FFLAS-FFPACK, and the rate of the matrix product of its BLAS.
// Arguments: rows, columns, rank, prime, seed, repetitions. Prints {"ranks": [...], "wall": [...],
// "cpu": [...], "flops": [...]}, flops per CPU second. ENTRY is the type that residues are kept in: double, or float for small
// primes.
#include <fflas-ffpack/fflas-ffpack-config.h>
#include <fflas-ffpack/fflas-ffpack.h>
#include <givaro/modular-balanced.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <ctime>
#include <iostream>
#include <random>
#include <sstream>
#include <vector>

#ifndef ENTRY
#define ENTRY double
#endif
using Entry = ENTRY;
using Field = Givaro::ModularBalanced<Entry>;
using Matrix = std::vector<Entry>;

[[maybe_unused]] static void multiply(int size, const double* a, const double* b, double* c) {
    cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, size, size, size, 1.0, a, size, b, size, 0.0, c, size);
}

[[maybe_unused]] static void multiply(int size, const float* a, const float* b, float* c) {
    cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, size, size, size, 1.0f, a, size, b, size, 0.0f, c, size);
}

static double seconds() {
    return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

static double cpu_seconds() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

static Matrix random_matrix(const Field& field, size_t entries, std::mt19937_64& stream) {
    std::uniform_int_distribution<int64_t> draw(0, static_cast<int64_t>(field.characteristic()) - 1);
    Matrix found(entries);
    for (Entry& entry : found) field.init(entry, draw(stream));
    return found;
}

int main(int count, char** arguments) {
    if (count != 7) return 2;
    const size_t rows = std::atol(arguments[1]), columns = std::atol(arguments[2]), planted = std::atol(arguments[3]);
    const Field field(std::atol(arguments[4]));
    std::mt19937_64 stream(std::atol(arguments[5]));
    Matrix matrix;
    if (planted < std::min(rows, columns)) {
        const Matrix left = random_matrix(field, rows * planted, stream);
        const Matrix right = random_matrix(field, planted * columns, stream);
        matrix.resize(rows * columns);
        FFLAS::fgemm(field, FFLAS::FflasNoTrans, FFLAS::FflasNoTrans, rows, columns, planted, field.one, left.data(),
                     planted, right.data(), columns, field.zero, matrix.data(), columns);
    } else {
        matrix = random_matrix(field, rows * columns, stream);
    }
    const size_t size = 2000;
    Matrix first = random_matrix(field, size * size, stream), second = first, product(size * size);
    std::ostringstream ranks, wall, cpu, flops;
    for (long k = 0; k < std::atol(arguments[6]); ++k) {
        Matrix copy = matrix;
        const double begun = seconds(), cpu_begun = cpu_seconds();
        const size_t rank = FFPACK::Rank(field, rows, columns, copy.data(), columns);
        wall << (k ? ", " : "") << seconds() - begun;
        cpu << (k ? ", " : "") << cpu_seconds() - cpu_begun;
        ranks << (k ? ", " : "") << rank;
        const double product_begun = cpu_seconds();
        multiply(size, first.data(), second.data(), product.data());
        flops << (k ? ", " : "") << 2.0 * size * size * size / (cpu_seconds() - product_begun);
    }
    std::cout << "{\"ranks\": [" << ranks.str() << "], \"wall\": [" << wall.str() << "], \"cpu\": [" << cpu.str() << "], \"flops\": [" << flops.str()
              << "]}" << std::endl;
}
