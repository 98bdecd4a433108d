"""The papers' captions, shortened with …: what their figures show, to be read beside ours.

T2: Liao and Poggio, Theory of Deep Learning II. T3: Poggio et al., Theory of Deep Learning III. NMH: Nguyen,
Mukkamala and Hein.
"""

from __future__ import annotations

_BASINS = "The Landscape of empirical risk of overparametrized DCNN may be simply a collection of … basins. (A) the "
_BASINS += "profile view … (B) the top-down view … (C) example landscape … (D) example perturbation … (E) Example "
_BASINS += "Interpolation … (F) Example optimization trajectories"
_RETRAIN = (
    "We layerwise perturb the weights of model {} by adding a gaussian noise with standard deviation = 0.1 * S … "
)
_RETRAIN += "we continue training the model with 200 epochs of gradient descent … 4 times, resulting in 4 curves"
_LAYER = "Multidimensional scaling of the layer {} weights throughout the retraining process. There are 4 runs … "
_LAYER += "corresponding exactly to Figure 41. Each run corresponds to one perturbation of the model {}"
_ONE_RUN = (
    "The Multidimensional Scaling (MDS) of the layer 2/4/6 weights of model {} throughout the retraining process. "
)
_ONE_RUN += "Only the weights of one run … are fed into MDS to provide more resolution"
_SIMILARITY = "The similarity between the final models of the 4 perturbations (row/column 1-4) of {} and a random "
_SIMILARITY += "reference model … the probability of the column model being correct given the row model is correct …"
_BETWEEN = "Interpolating perturbation 1 and 2 of {} … before and after retraining … It is a little surprising to find "
_BETWEEN += "that the interpolated models … can even have slightly lower errors"
_SMALL = "Multidimensional scaling of the layer {} weights … one perturbation of the zero-error model M_final and "
_SMALL += "subsequent 400 epochs’ training … All points shown in this figure has 0 classification error"


def _local(first: int, model: str) -> dict[str, str]:
    """The captions of Theory II, B.4, which repeat for three models: loss, MDS of three layers, one run, …"""
    texts = [_RETRAIN.format(model), *(_LAYER.format(layer, model) for layer in (2, 4, 6)), _ONE_RUN.format(model)]
    texts.append(_SIMILARITY.format(model))
    return {f"T2-{first + place}": text for place, text in enumerate(texts)}


CAPTIONS: dict[str, str] = {
    "T2-1": _BASINS,
    "T2-2": "One can convert a deep network into a polynomial function by using polynomial nonlinearity. As long as "
    "the nonlinearity approximates ReLU well (especially near 0), the “polynomial net” performs similarly",
    "T2-3": "We train a 6-layer … convolutional network … with stochastic gradient descent (batch size = 100) … 12 "
    "stages. In each stage, we perform 8 parallel SGDs with learning rate 0.01 for 10 epochs … MDS results of all the "
    "layer 2 weights",
    "T2-4": "Visualizing the exact training loss surface using Batch Gradient Descent (BGD) … At epoch 0, 10, 50 and "
    "200, we create a branch by perturbing the model … We also interpolate (by averaging) the models between the "
    "branches and the main trajectory, epoch by epoch",
    "T2-5": "Verifying the flatness of global minima: We layerwise perturb the weights of model M_final (which is at a "
    "global minimum) by adding a gaussian noise with standard deviation = 0.1 * S … 4 curves … the 4 trajectories "
    "converge to different solutions",
    "T2-6": _BASINS,
    "T2-8": "Training a DCNN on CIFAR-10. We divide the training process into 12 stages … MDS results of all the layer "
    "2 weights collected throughout all the training epochs from stage 1 to 12",
    "T2-9": "Parallel trajectories from stage 1 to 3 of Figure 8 are plotted separately",
    "T2-10": "A separate MDS performed on stage 5 to 12 of Figure 8 to provide more resolution",
    "T2-11": "Parallel trajectories from stage 5 to 7 of Figure 8 are plotted separately",
    "T2-12": "Same as Figure 8, but all weights are collected from Layer 5",
    "T2-13": "Same as Figure 10, but all weights are collected from Layer 5",
    "T2-14": "The 2D visualization using MDS of weights in layer 2 … Batch Gradient Descent … The numbers are training "
    "errors … standard deviation of the Gaussian is 0.25*S … BGD does not get stuck in any local minima … as training "
    "proceeds, the same amount of perturbation are less able to lead to a drastically different trajectory",
    "T2-15": "Same as Figure 14, but 4 branches are plotted separately to avoid clutter",
    "T2-16": "Same as Figure 14 except: (1) the weights of layer 3 are visualized … (2) the perturbation is "
    "significantly larger … Larger perturbations leads to more separated branches",
    "T2-17": "Same as Figure 16, but 4 branches are plotted separately to avoid clutter",
    **_local(18, "M_5"),
    **_local(24, "M_30"),
    "T2-30": _BETWEEN.format("M_30"),
    **_local(31, "M_final"),
    "T2-37": _BETWEEN.format("model M_final"),
    "T2-38": "Illustrations of 3D or high-dimensional basins (hyper-basins) … with a linear decrease in each "
    "dimension, the hypervolume decreases as a exponential function of the number of dimensions",
    "T2-39": "… one alternative model we call “basin-fractal” … one should be able to find “walls” (raised errors) "
    "between two models within the same basin. … these “walls” should be present at all levels of errors",
    "T2-40": "We show that with different amount of training data, overparametrizing a DCNN never lower the validation "
    "error",
    "T2-41": "We perturb the weights of model M_final by adding a gaussian noise with standard deviation = 0.01 * m, "
    "where m is the average magnitude of the weights … 400 epochs of gradient descent … The training classification "
    "errors are 0 after the perturbation and throughout the entire following training process",
    "T2-42": _SMALL.format(2),
    "T2-43": _SMALL.format(4),
    "T2-44": _SMALL.format(4),
    "T2-45": "The Multidimensional Scaling (MDS) of the layer 2 weights throughout the training process. Only the "
    "weights of one run (run 1 in Figure 41) are fed into MDS to provide more resolution",
    "T3-1": "The figure (left) shows the behavior the classification error for a deep network with RELU activations "
    "trained on subsets of the CIFAR database by minimizing the crossentropy loss. The figure on the right shows the "
    "same network … labels have been randomly scrambled … 16 channels per hidden layer",
    "T3-3": "We train a 5-layer convolutional neural networks on CIFAR-10 with Gradient Descent (GD) on crossentropy "
    "loss … random Gaussian noises with the such standard deviations are added to every layer after every 100 training "
    "epochs. The empirical risk goes back to the original level …, but the expected risk grows increasingly higher",
    "T3-4": "Training and testing with the square loss for a linear network in the feature space … polynomial with "
    "degree 30 … training points are 9 … step size 0.2 for 250,000 iterations. Weights were perturbed every 4000 "
    "iterations and then gradient descent was allowed to converge to zero training error after each perturbation",
    "T3-5": "… dependence on W of the cross entropy risk for a fixed training set of n examples … SGD was used with "
    "batch size = 100 for 70 epochs for each point. There is clear overfitting in the expected risk",
    "T3-6": "The figure shows the classification error under the same conditions of Figure 5 … lack of overfitting for "
    "W > N",
    "T3-8": "… how a linear network W2 W1 X = y converges to the test error in two different training protocols: in "
    "the first the number of iterations grows, in the second λ1 grows large",
    "T3-9": "… replacing each of the REL units with a univariate polynomial approximation of the ReLU function. As "
    "long as the nonlinearity approximates the ReLU function well (especially near 0), the “polynomial network” "
    "performs quantitatively similarly … The polynomial … is of degree 10",
    "T3-10": "The figure (left) shows the behavior of a polynomial deep network trained on subsets of the CIFAR "
    "database. The figure on the right … labels have been randomly scrambled",
    "T3-11": "… dependence on W for a fixed training set with N examples … 5-layer all convolutional polynomial "
    "network … there is zero error for W ≥ n",
    "T3-12": "The norm of the weights increases with training epochs of SGD until a certain level after which it does "
    "not change anymore. The behaviour shown here is typical for all layers for CIFAR-10",
    "T3-13": "… The feature matrix is a polynomial with increasing degree, from 1 to 300 … training points where 76 "
    "and … test points were 600 … minimum norm solution … how eventually the minimum norm solution overfits",
    "T3-14": "Same as Figure 4 but without perturbations of weights. Notice that there is some overfitting in terms of "
    "the testing loss. Classification however is robust to this overfitting",
    "T3-15": "… degenerate Hessian … degree 30 … The weights were not perturbed in this experiment … There is "
    "overfitting in the test error",
    "T3-16": "… nondegenerate quadratic convex case … degree 4 … absense of overfitting. In the plot on the right, "
    "weights were perturbed every 4000 iterations and then gradient descent was allowed to converge to zero training "
    "error after each perturbation",
    "T3-17": "… a deep polynomial network trained on the CIFAR database, using the square loss. To be compared with "
    "Figure 6",
    "T3-18": "Classification error on CIFAR obtained with GD optimizing the square loss risk. The training set has "
    "2000 examples and the network has 188810 parameters. Overfitting appears here for the classification error",
    "NMH-3": "Loss surface of a two-hidden-layer network on a small MNIST dataset",
    "NMH-T2": "… test accuracy of several CNN architectures with/without skip-connections on CIFAR10 (no "
    "data-augmentation)",
    "NMH-5": "Training progress of a 150-layer neural network with and without skip-connections",
}
